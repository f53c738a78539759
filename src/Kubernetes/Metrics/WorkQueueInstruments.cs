using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The <c>workqueue_*</c> instruments, shared by all queues of an operator.</summary>
internal sealed class WorkQueueInstruments
{
    // client-go: prometheus.ExponentialBuckets(10e-9, 10, 12).
    private static readonly double[] DurationBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000];

    private readonly ConcurrentDictionary<IWorkQueueGauges, KeyValuePair<string, object?>[]> _queues = new();

    public WorkQueueInstruments(RuntimeMeter meter)
    {
        Adds = meter.Counter("workqueue_adds_total", "Total number of adds handled by workqueue");
        Retries = meter.Counter("workqueue_retries_total", "Total number of retries handled by workqueue");
        QueueDuration = meter.Seconds(
            "workqueue_queue_duration_seconds", "How long in seconds an item stays in workqueue before being requested", DurationBuckets);
        WorkDuration = meter.Seconds(
            "workqueue_work_duration_seconds", "How long in seconds processing an item from workqueue takes", DurationBuckets);
        meter.Gauge("workqueue_depth", "Current depth of workqueue", () => Observe(static queue => queue.Depth));
        meter.Gauge(
            "workqueue_unfinished_work_seconds",
            "How many seconds of work is in progress and has not been observed by work_duration",
            () => Observe(static queue => queue.RunningFor().Unfinished.TotalSeconds));
        meter.Gauge(
            "workqueue_longest_running_processor_seconds",
            "How many seconds the longest running processor for workqueue has been running",
            () => Observe(static queue => queue.RunningFor().Longest.TotalSeconds));
    }

    public Counter<long> Adds { get; }

    public Counter<long> Retries { get; }

    public Histogram<double> QueueDuration { get; }

    public Histogram<double> WorkDuration { get; }

    public void Register(IWorkQueueGauges queue, KeyValuePair<string, object?>[] tags) => _queues[queue] = tags;

    public void Remove(IWorkQueueGauges queue) => _queues.TryRemove(queue, out _);

    private IEnumerable<Measurement<T>> Observe<T>(Func<IWorkQueueGauges, T> read)
        where T : struct => _queues.Select(queue => new Measurement<T>(read(queue.Key), queue.Value));
}
