using System.Globalization;

namespace Howdah.HighAvailability.Rollout;

/// <summary>The number at the end of an instance's name: 12 of <c>db-12</c>.</summary>
internal static class InstanceSerial
{
    public static int Of(string name)
    {
        var dash = name.LastIndexOf('-');
        return int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var serial) ? serial : 0;
    }
}
