using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
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
        var text = new ArrayBufferWriter<byte>();
        Render(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>The same, as UTF-8.</summary>
    public void Render(IBufferWriter<byte> output)
    {
        var text = new ExpositionWriter(output);
        lock (_rendering)
        {
            _listener.RecordObservableInstruments();
            foreach (var family in _families.Values.Where(static family => !family.IsEmpty).OrderBy(static family => family.Name, StringComparer.Ordinal))
            {
                text.Begin(family);
                if (family.IsObservable)
                {
                    // They are read anew each time; ten thousand clusters have too many of them to keep meanwhile.
                    family.TakeObserved((labels, value) => text.Sample(family.Name, labels, value));
                }
                else
                {
                    Write(text, family);
                }
            }
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

    private static void Write(ExpositionWriter text, MetricFamily family)
    {
        foreach (var (labels, series) in family.Series.OrderBy(static series => series.Key, StringComparer.Ordinal))
        {
            var (sum, count, buckets) = series.Read();
            if (family.IsHistogram)
            {
                text.Histogram(family, labels, sum, count, buckets);
            }
            else
            {
                text.Sample(family.Name, labels, sum);
            }
        }
    }
}
