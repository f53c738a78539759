using System.Text;

namespace Howdah.Kubernetes.Metrics;

/// <summary>From instrument names to Prometheus names (prometheus.io, "Metric and label naming").</summary>
internal static class MetricNaming
{
    private const string Total = "_total";

    /// <summary>Invalid characters become underscores, the unit is spelt out at the end, and counters end in <c>_total</c>.</summary>
    public static string Metric(string name, string? unit, bool isCounter)
    {
        var stem = Sanitize(name, allowColon: true);
        if (isCounter && stem.EndsWith(Total, StringComparison.Ordinal))
        {
            stem = stem[..^Total.Length];
        }

        if (Unit(unit) is { } suffix && !stem.EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            stem += "_" + suffix;
        }

        return isCounter ? stem + Total : stem;
    }

    public static string Label(string name) => Sanitize(name, allowColon: false);

    private static string? Unit(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        null or "" or "1" => null,
        _ when unit.StartsWith('{') => null,
        _ => Sanitize(unit, allowColon: false),
    };

    private static string Sanitize(string name, bool allowColon)
    {
        var valid = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            valid.Append(char.IsAsciiLetterOrDigit(c) || c == '_' || (allowColon && c == ':') ? c : '_');
        }

        if (valid.Length == 0 || char.IsAsciiDigit(valid[0]))
        {
            valid.Insert(0, '_');
        }

        return valid.ToString();
    }
}
