using System.Diagnostics.Metrics;

namespace Howdah.Queueing.Worker;

/// <summary>Meter <c>Howdah.Queueing.Worker</c>. Every instrument has the tag <c>queue</c>.</summary>
internal sealed class WorkerMetrics(QueueName queue)
{
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Poisoned = "poisoned";
    public const string Released = "released";
    public const string Lost = "lost";

    private static readonly Meter Meter = new("Howdah.Queueing.Worker");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>("howdah_worker_items", "{item}", "Items a worker has ended, by result.");
    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("howdah_worker_running", "{item}", "Handlers that run.");
    private static readonly Histogram<double> Handling = Meter.CreateHistogram<double>("howdah_worker_handling", "s", "How long handlers take.");
    private static readonly Histogram<double> Acquiring = Meter.CreateHistogram<double>("howdah_worker_acquire", "s", "How long the queue takes to hand items out.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("howdah_worker_backend_failures", "{call}", "Calls of the database that failed, by verb.");

    private readonly KeyValuePair<string, object?> _queue = new("queue", queue.Value);

    public void Started() => Running.Add(1, _queue);

    public void Ended(string result, TimeSpan handling)
    {
        Running.Add(-1, _queue);
        Handling.Record(handling.TotalSeconds, _queue);
        Items.Add(1, _queue, new("result", result));
    }

    public void Acquired(TimeSpan elapsed) => Acquiring.Record(elapsed.TotalSeconds, _queue);

    public void BackendFailed(string verb) => Failures.Add(1, _queue, new("verb", verb));
}
