using System.Globalization;

namespace Howdah.Entities;

/// <summary>A length of time as people write it in a manifest: <c>90s</c>, <c>1h30m</c>, <c>7d</c>; units d, h, m, s, ms.</summary>
public static class DurationText
{
    /// <summary>At most five digits a unit, so that no sum of five can overflow.</summary>
    public const string Pattern = "^([0-9]{1,5}(d|h|m|s|ms)){1,5}$";

    public const int MaxLength = 36;

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 5 || Unit(rest[digits..], out var length) is not { } unit)
            {
                return false;
            }

            duration += unit * int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[(digits + length)..];
        }

        return true;
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> text, out int length)
    {
        length = text.StartsWith("ms", StringComparison.Ordinal) ? 2 : 1;
        return length == 2 ? TimeSpan.FromMilliseconds(1) : text[0] switch
        {
            'd' => TimeSpan.FromDays(1),
            'h' => TimeSpan.FromHours(1),
            'm' => TimeSpan.FromMinutes(1),
            's' => TimeSpan.FromSeconds(1),
            _ => null,
        };
    }
}
