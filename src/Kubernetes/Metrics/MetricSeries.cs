namespace Howdah.Kubernetes.Metrics;

/// <summary>One time series, or one histogram. Thread-safe.</summary>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _sum;
    private long _count;

    public void Set(double value)
    {
        lock (_gate)
        {
            _sum = value;
        }
    }

    public void Add(double value)
    {
        lock (_gate)
        {
            _sum += value;
        }
    }

    public void Record(double value)
    {
        lock (_gate)
        {
            _sum += value;
            _count++;
            var index = Array.BinarySearch(bounds!, value);
            _buckets[index < 0 ? ~index : index]++;
        }
    }

    public (double Sum, long Count, long[] Buckets) Read()
    {
        lock (_gate)
        {
            return (_sum, _count, [.. _buckets]);
        }
    }
}
