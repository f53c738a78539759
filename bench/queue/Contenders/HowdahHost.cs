using Howdah.Queueing.Worker;

namespace Howdah.QueueBench.Contenders;

/// <summary>The worker host: handlers get one item each, so many of them at a time, and the host merges their verbs.</summary>
internal sealed class HowdahHost(Server server) : InProcess(server, "Howdah, worker host", "howdah_host")
{
    private readonly HowdahQueue _queue = new(server, isCombined: false, "howdah_host");
    private int _handlers;

    public override IReadOnlyDictionary<int, int> Workers { get; } = new Dictionary<int, int> { [1] = 24, [10] = 240, [100] = 2400 };

    public override Task SetUpAsync() => _queue.SetUpAsync();

    public override Task EnqueueAsync(int count, int chunk) => _queue.EnqueueAsync(count, chunk);

    protected override Task OpenAsync(int connections)
    {
        _handlers = connections;
        return Task.CompletedTask;
    }

    protected override Task CloseAsync() => Task.CompletedTask;

    /// <summary>One host in place of all workers.</summary>
    protected override async Task WorkAsync(int worker, int batch, Action<int> done, CancellationToken stop)
    {
        if (worker > 0)
        {
            return;
        }

        await using var source = Server.Connect(Database, 6);
        await using var host = new WorkerHost(source, HowdahQueue.Queue, async (context, _) =>
        {
            await context.CompleteAsync();
            done(1);
        }, new WorkerOptions { Concurrency = _handlers });
        await host.RunAsync(stop);
    }
}
