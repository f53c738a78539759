using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>All series of one metric name.</summary>
internal sealed class MetricFamily
{
    // Prometheus client libraries' default, in seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly bool _accumulates;

    public MetricFamily(Instrument instrument)
    {
        var definition = instrument.GetType().GetGenericTypeDefinition();
        IsHistogram = definition == typeof(Histogram<>);
        IsObservable = instrument.IsObservable;
        var isCounter = definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>);
        _accumulates = definition == typeof(Counter<>) || definition == typeof(UpDownCounter<>);
        Type = IsHistogram ? "histogram" : isCounter ? "counter" : "gauge";
        Name = MetricNaming.Metric(instrument.Name, instrument.Unit, isCounter);
        Help = instrument.Description ?? Name;
        Bounds = IsHistogram ? BoundsOf(instrument) : null;
    }

    public string Name { get; }

    public string Help { get; }

    public string Type { get; }

    public double[]? Bounds { get; }

    public bool IsHistogram { get; }

    /// <summary>Its series are read when metrics are scraped, and exist only while something reports them.</summary>
    public bool IsObservable { get; }

    public ConcurrentDictionary<string, MetricSeries> Series { get; } = new();

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Series.GetOrAdd(MetricLabels.Render(tags), static (_, bounds) => new MetricSeries(bounds), Bounds);
        if (IsHistogram)
        {
            series.Record(value);
        }
        else if (_accumulates)
        {
            series.Add(value);
        }
        else
        {
            series.Set(value);
        }
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<float> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        _ => DefaultBounds,
    };
}
