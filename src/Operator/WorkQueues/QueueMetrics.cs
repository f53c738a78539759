using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.WorkQueues;

/// <summary>What alerts on queues need: a fixed number of series for each queue, forgotten with it.</summary>
internal sealed class QueueMetrics : IDisposable
{
    private readonly Meter _meter = new(ClusterMetrics.MeterName);
    private readonly ConcurrentDictionary<NamespacedName, Sample> _queues = new();

    public QueueMetrics()
    {
        _meter.CreateObservableGauge("howdah_workqueue_items", Items, null, "Items by state; counted up to 100,000.");
        _meter.CreateObservableGauge(
            "howdah_workqueue_oldest_ready_seconds", () => Measure(sample => sample.Counts?.OldestAge.TotalSeconds), null, "How long the oldest ready item has waited.");
        _meter.CreateObservableGauge("howdah_workqueue_ready", () => Measure(sample => sample.Ready ? 1 : 0), null, "1 while the queue can be used.");
        _meter.CreateObservableGauge("howdah_workqueue_workers", () => Measure(sample => sample.Workers), null, "Pods asked for in the worker Deployment.");
        _meter.CreateObservableGauge("howdah_workqueue_epoch", () => Measure(sample => sample.Epoch), null, "The epoch of the fencing tokens: rises with every failover.");
    }

    public void Observe(QueueContext context) => _queues[NamespacedName.Of(context.Queue)] = new Sample
    {
        Ready = context.Status.Conditions?.IsTrue(WorkQueueConditions.Ready) ?? false,
        Counts = context.Counts,
        Workers = context.Status.Workers?.Desired,
        Epoch = context.Status.Epoch,
    };

    public void Forget(IKubernetesObject queue) => _queues.TryRemove(NamespacedName.Of(queue), out _);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<double>> Items()
    {
        foreach (var (key, sample) in _queues)
        {
            if (sample.Counts is { } counts)
            {
                yield return Of(key, "ready", counts.Ready);
                yield return Of(key, "leased", counts.Leased);
                yield return Of(key, "delayed", counts.Delayed);
                yield return Of(key, "dead", counts.Dead);
            }
        }
    }

    private static Measurement<double> Of(NamespacedName key, string state, double value) => new(
        value,
        new KeyValuePair<string, object?>("namespace", key.Namespace),
        new KeyValuePair<string, object?>("name", key.Name),
        new KeyValuePair<string, object?>("state", state));

    private IEnumerable<Measurement<double>> Measure(Func<Sample, double?> value)
    {
        foreach (var (key, sample) in _queues)
        {
            if (value(sample) is { } measured)
            {
                yield return new Measurement<double>(
                    measured, new KeyValuePair<string, object?>("namespace", key.Namespace), new KeyValuePair<string, object?>("name", key.Name));
            }
        }
    }

    private sealed record Sample
    {
        public bool Ready { get; init; }

        public QueueCounts? Counts { get; init; }

        public int? Workers { get; init; }

        public int? Epoch { get; init; }
    }
}
