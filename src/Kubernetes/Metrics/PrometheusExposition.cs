using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Howdah.Kubernetes.Metrics;

/// <summary>
/// Collects the measurements of meters and renders them in Prometheus' text format 0.0.4. Measurements made before it exists are lost, but for
/// those of observable instruments.
/// </summary>
public sealed class PrometheusExposition : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new();
    private readonly Lock _rendering = new();

    /// <summary>Takes in all meters whose name starts with <c>Howdah.</c></summary>
    public PrometheusExposition()
        : this(static meter => meter.Name.StartsWith("Howdah.", StringComparison.Ordinal))
    {
    }

    public PrometheusExposition(Func<Meter, bool> includes)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (includes(instrument.Meter) && FamilyOf(instrument) is { } family)
            {
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Measure(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => Measure(family, (double)value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as of now, families and series in a stable order.</summary>
    public string Render()
    {
        lock (_rendering)
        {
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values.Where(static family => !family.Series.IsEmpty).OrderBy(static family => family.Name, StringComparer.Ordinal))
            {
                Append(text, family);
                if (family.IsObservable)
                {
                    // They are read anew each time; ten thousand clusters have too many of them to keep meanwhile.
                    family.Series.Clear();
                }
            }

            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    // Two instruments of one name share a family; one of another type under the same name cannot be expressed and is left out.
    private MetricFamily? FamilyOf(Instrument instrument)
    {
        var candidate = new MetricFamily(instrument);
        var family = _families.GetOrAdd(candidate.Name, candidate);
        return family.Type == candidate.Type ? family : null;
    }

    private static void Measure(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)family!).Measure(value, tags);

    private static void Append(StringBuilder text, MetricFamily family)
    {
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(MetricLabels.Escape(family.Help)).Append('\n');
        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(family.Type).Append('\n');
        foreach (var (labels, series) in family.Series.OrderBy(static series => series.Key, StringComparer.Ordinal))
        {
            var (sum, count, buckets) = series.Read();
            if (!family.IsHistogram)
            {
                AppendSample(text, family.Name, labels, sum);
                continue;
            }

            var cumulative = 0L;
            for (var i = 0; i < buckets.Length; i++)
            {
                cumulative += buckets[i];
                var bound = MetricLabels.Pair("le", i < family.Bounds!.Length ? Number(family.Bounds[i]) : "+Inf");
                AppendSample(text, family.Name + "_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", cumulative);
            }

            AppendSample(text, family.Name + "_sum", labels, sum);
            AppendSample(text, family.Name + "_count", labels, count);
        }
    }

    private static void AppendSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
