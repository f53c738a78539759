using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.QueueBench.Contenders;

/// <summary>The queue of this repository through its C# client.</summary>
/// <param name="server">Where.</param>
/// <param name="isCombined">Whether completing and taking the next are one call.</param>
/// <param name="database">A name for its database.</param>
internal sealed class HowdahQueue(Server server, bool isCombined, string database)
    : InProcess(server, isCombined ? "Howdah, completing and taking in one call" : "Howdah", database)
{
    public static readonly QueueName Queue = new("bench");
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly Parallelism TwoAtATime = new(2);
    private NpgsqlDataSource? _source;
    private QueueClient? _client;

    public override IReadOnlyDictionary<int, int> Workers { get; } = new Dictionary<int, int> { [1] = 16, [10] = 8, [100] = 4 };

    public override async Task SetUpAsync()
    {
        await using var source = Server.Connect(Database, 1);
        await new QueueSchema(source, Queue).MigrateAsync();
    }

    public override async Task EnqueueAsync(int count, int chunk)
    {
        await using var source = Server.Connect(Database, 2);
        var client = new QueueClient(source, Queue);
        await TwoAtATime.RunAsync(Enumerable.Range(0, count).Chunk(chunk), numbers =>
            client.PushAsync(numbers.Select(number => new NewItem($"item-{Guid.NewGuid():N}", $$"""{"n": {{number}}}"""))));
    }

    protected override Task OpenAsync(int connections)
    {
        _source = Server.Connect(Database, connections);
        _client = new QueueClient(_source, Queue);
        return Task.CompletedTask;
    }

    protected override async Task CloseAsync() => await _source!.DisposeAsync();

    protected override async Task WorkAsync(int worker, int batch, Action<int> done, CancellationToken stop)
    {
        var holder = $"worker-{worker}";
        IReadOnlyList<LeasedItem> items = [];
        while (!stop.IsCancellationRequested)
        {
            var before = items.Count;
            if (isCombined)
            {
                items = await _client!.CompleteAndAcquireAsync(items, holder, Lease, batch, CancellationToken.None);
            }
            else
            {
                items = await _client!.AcquireAsync(holder, Lease, batch, CancellationToken.None);
                before = items.Count;
                await CompleteAsync(items);
            }

            done(before);
            if (items.Count == 0)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }

        if (isCombined)
        {
            await CompleteAsync(items);
        }
    }

    private Task CompleteAsync(IReadOnlyList<LeasedItem> items) => items.Count switch
    {
        0 => Task.CompletedTask,
        1 => _client!.CompleteAsync(items[0], CancellationToken.None),
        _ => _client!.CompleteManyAsync(items, CancellationToken.None),
    };
}
