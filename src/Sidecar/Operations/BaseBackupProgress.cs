using System.Globalization;
using System.Text.RegularExpressions;

namespace Howdah.Sidecar.Operations;

/// <summary>The progress lines of pg_basebackup: <c>123456/789012 kB (15%), 0/1 tablespace</c>.</summary>
internal static partial class BaseBackupProgress
{
    /// <summary>For people, for example <c>15 % of 0.8 GB</c>; null for any other line.</summary>
    public static string? Parse(string line)
    {
        var match = Line().Match(line);
        return match.Success && double.TryParse(match.Groups["total"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
            ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["percent"].ValueSpan} % of {kilobytes / 1e6 * 1.024:0.0} GB")
            : null;
    }

    [GeneratedRegex(@"^\s*\d+/(?<total>\d+) kB \((?<percent>\d+)%\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
