using System.Text;

namespace Howdah.Kubernetes.Metrics;

/// <summary>Renders labels in the text format: sorted by name, values escaped. Equal sets of tags render equally, so the text serves as key.</summary>
internal static class MetricLabels
{
    /// <summary><c>a="1",b="2"</c>, without braces; empty without tags.</summary>
    public static string Render(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        var sorted = tags.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(Pair(name, Convert.ToString(value) ?? ""));
        }

        return text.ToString();
    }

    public static string Pair(string name, string value) => $"{MetricNaming.Label(name)}=\"{Escape(value).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>As in help texts: backslashes and line feeds.</summary>
    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
