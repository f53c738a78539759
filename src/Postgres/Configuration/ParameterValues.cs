using System.Globalization;

namespace Howdah.Postgres.Configuration;

/// <summary>Whether a value can be one of a setting's. Rules of PostgreSQL's guc.c: parse_bool, parse_int, parse_real.</summary>
internal static class ParameterValues
{
    private static readonly Dictionary<string, double> Bytes = new()
    {
        ["B"] = 1,
        ["kB"] = 1024,
        ["8kB"] = 8192,
        ["MB"] = 1024.0 * 1024,
        ["GB"] = 1024.0 * 1024 * 1024,
        ["TB"] = 1024.0 * 1024 * 1024 * 1024,
    };

    private static readonly Dictionary<string, double> Milliseconds = new()
    {
        ["us"] = 0.001,
        ["ms"] = 1,
        ["s"] = 1000,
        ["min"] = 60_000,
        ["h"] = 3_600_000,
        ["d"] = 86_400_000,
    };

    private static readonly string[] Booleans = ["true", "false", "yes", "no", "on", "off"];

    /// <summary>Null when it can; else why not.</summary>
    public static string? Refuse(KnownParameter known, string value)
    {
        switch (known.Type)
        {
            case "bool":
                return IsBoolean(value) ? null : "is on or off";
            case "enum":
                return known.Values.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase) || (known.Values.Contains("on") && IsBoolean(value))
                    ? Special(known, value)
                    : $"is one of {string.Join(", ", known.Values)}";
            case "integer":
            case "real":
                return Number(known, value);
            default:
                return null;
        }
    }

    /// <summary>The value in the setting's own unit, or null when it is not a number of that kind.</summary>
    public static double? Parse(KnownParameter known, string value)
    {
        var text = value.Trim();
        var end = text.Length;
        while (end > 0 && char.IsAsciiLetter(text[end - 1]) && !text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            end--;
        }

        if (ParseNumber(text[..end].TrimEnd()) is not { } number)
        {
            return null;
        }

        var unit = text[end..];
        if (unit.Length == 0)
        {
            return number;
        }

        var units = Bytes.ContainsKey(known.Unit) ? Bytes : Milliseconds.ContainsKey(known.Unit) ? Milliseconds : null;
        return units is not null && unit != "8kB" && units.TryGetValue(unit, out var factor) ? number * factor / units[known.Unit] : null;
    }

    private static double? ParseNumber(string text)
    {
        var sign = text.StartsWith('-') ? -1 : 1;
        var digits = text.TrimStart('-', '+');
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? sign * hex : null;
        }

        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;
    }

    private static string? Number(KnownParameter known, string value)
    {
        if (Parse(known, value) is not { } number)
        {
            return known.Unit.Length == 0
                ? "is a number"
                : $"is a number, with a unit or in units of {known.Unit} (units: {string.Join(", ", Bytes.ContainsKey(known.Unit) ? ["B", "kB", "MB", "GB", "TB"] : Milliseconds.Keys)})";
        }

        var rounded = known.Type == "integer" ? Math.Round(number, MidpointRounding.ToEven) : number;
        return rounded < known.Least || rounded > known.Greatest
            ? string.Create(CultureInfo.InvariantCulture, $"is between {known.Least} and {known.Greatest}{(known.Unit.Length == 0 ? "" : $" (in {known.Unit})")}")
            : null;
    }

    private static bool IsBoolean(string value)
    {
        var text = value.Trim();
        return text is "1" or "0"
            || (text.Length > 0 && !text.Equals("o", StringComparison.OrdinalIgnoreCase) && Booleans.Any(word => word.StartsWith(text, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Values that PostgreSQL has and we do not.</summary>
    private static string? Special(KnownParameter known, string value) => (known.Name, value.Trim().ToLowerInvariant()) switch
    {
        ("wal_level", "minimal") => "is replica or logical: standbys need it",
        ("ssl_min_protocol_version", "tlsv1" or "tlsv1.1") => "is TLSv1.2 or TLSv1.3",
        ("ssl_max_protocol_version", "tlsv1" or "tlsv1.1") => "is TLSv1.2 or TLSv1.3",
        _ => null,
    };
}
