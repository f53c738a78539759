using Howdah.Queueing.Batching;
using Howdah.Queueing.Client;
using Howdah.Worker.Queue.Acquire;

namespace Howdah.Worker.Queue;

/// <summary>One queue as the gateway serves it: every verb merged with its like.</summary>
internal sealed class QueueHub : IAsyncDisposable
{
    private const int SmallPush = 50;
    private readonly CancellationTokenSource _stop = new();
    private readonly MicroBatcher<NewItem, bool> _push;
    private readonly Task _run;

    public QueueHub(QueueClient client, GatewayOptions options, GatewayMetrics metrics, GatewayLog log)
    {
        Client = client;
        var bounds = new MicroBatcherOptions(options.MaxBatch, options.MaxWaiting, Lanes: 2, options.Window);
        Verbs = new LeaseVerbs(client, bounds, new RetrySchedule(6, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)));
        Pump = new AcquirePump(client, Verbs, options, metrics, log);
        _push = new MicroBatcher<NewItem, bool>(bounds, client.Time, PushAllAsync);
        _run = Pump.RunAsync(_stop.Token);
    }

    public QueueClient Client { get; }

    public LeaseVerbs Verbs { get; }

    public AcquirePump Pump { get; }

    /// <summary>Returns how many are new. Few items are merged with those of other requests, many go on their own.</summary>
    public async Task<int> PushAsync(IReadOnlyList<NewItem> items, CancellationToken cancellationToken) => items.Count > SmallPush
        ? await Client.PushAsync(items, null, cancellationToken)
        : (await Task.WhenAll(items.Select(item => _push.RunAsync(item, cancellationToken)))).Count(created => created);

    public async Task StopAsync(TimeSpan bound)
    {
        await _stop.CancelAsync();
        await _run;
        await Task.WhenAll(_push.StopAsync(bound), Verbs.StopAsync(bound));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await _push.DisposeAsync();
        await Verbs.DisposeAsync();
        Pump.Dispose();
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<bool>> PushAllAsync(IReadOnlyList<NewItem> items, CancellationToken cancellationToken)
    {
        var created = new bool[items.Count];
        foreach (var group in Enumerable.Range(0, items.Count).GroupBy(index => (items[index].Priority, items[index].RunAt, items[index].LeaseExponent)))
        {
            int[] indexes = [.. group];
            var answers = await Client.CreateEachAsync(
                [.. indexes.Select(index => items[index].Key)], [.. indexes.Select(index => items[index].Payload)],
                group.Key.Priority, group.Key.RunAt, group.Key.LeaseExponent, cancellationToken);
            for (var place = 0; place < indexes.Length; place++)
            {
                created[indexes[place]] = answers[place];
            }
        }

        return created;
    }
}
