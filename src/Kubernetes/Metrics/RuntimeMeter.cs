using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The meter of one operator's runtime. Instruments carry the names of controller-runtime and client-go, so that stock dashboards work.</summary>
internal sealed class RuntimeMeter : IDisposable
{
    public const string Name = "Howdah.Kubernetes";

    public Meter Meter { get; } = new(Name);

    public Counter<long> Counter(string name, string help) => Meter.CreateCounter<long>(name, null, help);

    /// <summary>A histogram of seconds.</summary>
    public Histogram<double> Seconds(string name, string help, IReadOnlyList<double> buckets) =>
        Meter.CreateHistogram(name, null, help, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });

    public void Gauge<T>(string name, string help, Func<IEnumerable<Measurement<T>>> observe)
        where T : struct => Meter.CreateObservableGauge(name, observe, null, help);

    public void Dispose() => Meter.Dispose();
}
