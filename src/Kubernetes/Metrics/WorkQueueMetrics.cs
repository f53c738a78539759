using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The metrics of one queue, labelled by its name.</summary>
internal sealed class WorkQueueMetrics(WorkQueueInstruments instruments, string name)
{
    private readonly KeyValuePair<string, object?>[] _tags = [new("name", name), new("controller", name)];

    /// <summary>Starts all series at zero and the gauges of <paramref name="queue"/>.</summary>
    public void Observe(IWorkQueueGauges queue)
    {
        instruments.Register(queue, _tags);
        instruments.Adds.Add(0, _tags);
        instruments.Retries.Add(0, _tags);
    }

    public void Forget(IWorkQueueGauges queue) => instruments.Remove(queue);

    public void Added() => instruments.Adds.Add(1, _tags);

    public void Retried() => instruments.Retries.Add(1, _tags);

    public void Started(TimeSpan waited) => instruments.QueueDuration.Record(waited.TotalSeconds, _tags);

    public void Worked(TimeSpan worked) => instruments.WorkDuration.Record(worked.TotalSeconds, _tags);
}
