using System.Diagnostics.Metrics;
using Howdah.Queueing;

namespace Howdah.Worker.Queue;

/// <summary>Meter <c>Howdah.Queueing.Gateway</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter = new("Howdah.Queueing.Gateway");
    private readonly Histogram<double> _requests;
    private readonly Counter<long> _items;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _orphans;

    public GatewayMetrics(Func<IEnumerable<(string Queue, int Waiting)>> waiting)
    {
        _requests = _meter.CreateHistogram<double>("howdah_gateway_request", "s", "How long requests take, the wait for work included.");
        _items = _meter.CreateCounter<long>("howdah_gateway_acquired_items", "{item}", "Items handed out.");
        _batch = _meter.CreateHistogram(
            "howdah_gateway_acquire_batch", "{item}", "Items asked for by one call of the database.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] });
        _orphans = _meter.CreateCounter<long>("howdah_gateway_orphans", "{item}", "Items released because their client had gone before it was answered.");
        _meter.CreateObservableGauge(
            "howdah_gateway_waiting", () => waiting().Select(queue => new Measurement<int>(queue.Waiting, new KeyValuePair<string, object?>("queue", queue.Queue))),
            "{request}", "Requests that wait for work.");
    }

    public void Requested(string verb, int status, TimeSpan elapsed) =>
        _requests.Record(elapsed.TotalSeconds, new("verb", verb), new KeyValuePair<string, object?>("status", status));

    public void Acquired(QueueName queue, int asked, int got)
    {
        _batch.Record(asked, new KeyValuePair<string, object?>("queue", queue.Value));
        _items.Add(got, new KeyValuePair<string, object?>("queue", queue.Value));
    }

    public void Orphaned(QueueName queue) => _orphans.Add(1, new KeyValuePair<string, object?>("queue", queue.Value));

    public void Dispose() => _meter.Dispose();
}
