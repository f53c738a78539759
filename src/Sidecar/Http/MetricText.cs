using System.Globalization;
using System.Text;

namespace Howdah.Sidecar.Http;

/// <summary>Writes the Prometheus text format, version 0.0.4. Samples of one metric must follow its header.</summary>
internal sealed class MetricText
{
    private readonly StringBuilder _text = new();

    public MetricText Header(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    public MetricText Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            foreach (var character in labels[i].Value)
            {
                _ = character switch
                {
                    '\\' => _text.Append(@"\\"),
                    '"' => _text.Append("\\\""),
                    '\n' => _text.Append("\\n"),
                    _ => _text.Append(character),
                };
            }

            _text.Append('"');
        }

        _text.Append(labels.Length == 0 ? " " : "} ").Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    public MetricText Gauge(string name, string help, double value) => Header(name, "gauge", help).Sample(name, value);

    public override string ToString() => _text.ToString();
}
