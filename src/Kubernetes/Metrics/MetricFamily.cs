using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>All series of one metric name.</summary>
internal sealed class MetricFamily
{
    // Prometheus client libraries' default, in seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Dictionary<string, double> _observed = new(StringComparer.Ordinal);
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

    /// <summary>What is kept between scrapes; nothing of an observable family.</summary>
    public ConcurrentDictionary<string, MetricSeries> Series { get; } = new();

    public bool IsEmpty => IsObservable ? _observed.Count == 0 : Series.IsEmpty;

    /// <summary>Hands out, in a stable order, what was observed since the last call.</summary>
    public void TakeObserved(Action<string, double> sample)
    {
        lock (_observed)
        {
            string[] series = [.. _observed.Keys];
            Array.Sort(series, StringComparer.Ordinal);
            foreach (var labels in series)
            {
                sample(labels, _observed[labels]);
            }

            _observed.Clear();
        }
    }

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricLabels.Render(tags);
        if (IsObservable)
        {
            lock (_observed)
            {
                _observed[labels] = value;
            }

            return;
        }

        var series = Series.GetOrAdd(labels, static (_, bounds) => new MetricSeries(bounds), Bounds);
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
