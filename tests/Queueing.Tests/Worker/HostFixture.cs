using System.Diagnostics;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Howdah.Queueing.Worker;
using Npgsql;

namespace Howdah.Queueing.Tests.Worker;

/// <summary>A queue in a database of its own, and hosts that work on it.</summary>
internal sealed class HostFixture : IAsyncDisposable
{
    private readonly List<(CancellationTokenSource Stop, Task Run)> _hosts = [];

    private HostFixture(NpgsqlDataSource source)
    {
        Source = source;
        Client = new QueueClient(source, Queue);
    }

    public NpgsqlDataSource Source { get; }

    public QueueName Queue { get; } = new("jobs");

    public QueueClient Client { get; }

    public static WorkerOptions Quick { get; } = new()
    {
        Lease = TimeSpan.FromSeconds(10),
        PollFirst = TimeSpan.FromMilliseconds(20),
        PollLast = TimeSpan.FromMilliseconds(200),
        DrainTimeout = TimeSpan.FromSeconds(10),
        CancelTimeout = TimeSpan.FromSeconds(2),
    };

    public static async Task<HostFixture> CreateAsync(ScratchServer server, string settings = "")
    {
        ScratchServer.Require();
        var fixture = new HostFixture(await server.CreateSourceAsync(
            "jobs", source => new QueueSchema(source, new QueueName("jobs")).MigrateAsync()));
        if (settings.Length > 0)
        {
            await fixture.Source.ExecuteAsync("update jobs.settings set " + settings);
        }

        return fixture;
    }

    public (WorkerHost Host, CancellationTokenSource Stop, Task Run) Start(WorkHandler handler, WorkerOptions? options = null)
    {
        var host = new WorkerHost(Source, Queue, handler, options ?? Quick);
        var stop = new CancellationTokenSource();
        var run = host.RunAsync(stop.Token);
        _hosts.Add((stop, run));
        return (host, stop, run);
    }

    public Task PushAsync(int count) => Client.PushAsync(Enumerable.Range(0, count).Select(number => new NewItem($"item-{number}")));

    public async Task UntilAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(20);
        }
    }

    public Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    public Task UntilStateAsync(string key, string state) =>
        UntilAsync(async () => (await Client.InspectAsync(key))?.State == state, $"{key} is {state}");

    public Task UntilDoneAsync() => UntilAsync(async () => !await Client.HasPendingAsync(), "the queue is empty");

    /// <summary>Every item has one completion on record, and what a handler did under a token that completed is done once.</summary>
    public async Task CheckCompletedOnceAsync(int items)
    {
        Assert.Equal(items, await Source.ScalarAsync<long>("select count(*) from jobs.history where event in ('C', 'S')"));
        Assert.Equal(items, await Source.ScalarAsync<long>("select count(distinct id) from jobs.history where event in ('C', 'S')"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (stop, run) in _hosts)
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }
    }
}
