using System.Globalization;
using System.Text.RegularExpressions;

namespace Howdah.Kubernetes.Schema;

/// <summary>Kubernetes' order of API versions: stable before beta before alpha, then the greater number.</summary>
internal static partial class VersionPriority
{
    /// <summary>Greater is newer.</summary>
    public static (int Stability, int Major, int Minor) Of(string version)
    {
        var match = Form().Match(version);
        if (!match.Success)
        {
            return (0, 0, 0);
        }

        var stability = match.Groups["stage"].Value switch { "" => 3, "beta" => 2, _ => 1 };
        return (stability, Number(match.Groups["major"]), Number(match.Groups["minor"]));
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^v(?<major>\d+)((?<stage>alpha|beta)(?<minor>\d+))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
