using System.Globalization;
using System.Text.RegularExpressions;

namespace Howdah.Sidecar.Operations;

/// <summary>What <c>postgres --version</c> says: <c>postgres (PostgreSQL) 17.6 (Debian ...)</c>.</summary>
internal static partial class ServerVersion
{
    /// <exception cref="InvalidOperationException">That is no PostgreSQL.</exception>
    public static async Task<int> MajorAsync(Tools tools)
    {
        var result = await tools.RunAsync("postgres", ["--version"], onLine: null, CancellationToken.None);
        return Major(result.Text) ?? throw new InvalidOperationException(result.Describe());
    }

    public static int? Major(string text) =>
        Pattern().Match(text) is { Success: true } match ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
