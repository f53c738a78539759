using System.Diagnostics;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.Worker;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>Cases about workers that take one lease and end. Times are those of the case divided by a constant.</summary>
internal static class WorkerScenarios
{
    /// <summary>41 s of work for a shard, leases of 27 s of which 20.25 s are used: two time-outs and an end for each. Ten times as fast.</summary>
    public static async Task LongWorkTakesThreeLeasesAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        const int Documents = 2000;   // two and a half leases: a stall of the machine may shorten or lengthen each by a fifth
        const int DocumentsPerSecond = 400;
        var client = new QueueClient(context.Source, context.Queue);
        await client.PushAsync([.. Enumerable.Range(0, 2).Select(shard => new NewItem(new WorkItemId("index", shard, 0).ToString()))]);
        var exits = new List<WorkerExitCode>();
        for (var run = 0; run < 20 && exits.LastOrDefault() != WorkerExitCode.NoWorkLeft; run++)
        {
            var worker = new SingleLeaseWorker(await context.CoordinatorAsync($"worker-{run}"), TimeSpan.FromSeconds(2.7));
            exits.Add(await worker.RunAsync((work, token) => CopyAsync(work, Documents, DocumentsPerSecond, token), CancellationToken.None));
        }

        context.Output.WriteLine(string.Join(", ", exits));
        Assert.Equal(4, exits.Count(exit => exit == WorkerExitCode.LeaseTimedOut));
        Assert.Equal(2, exits.Count(exit => exit == WorkerExitCode.Completed));
        Assert.Equal(WorkerExitCode.NoWorkLeft, exits[^1]);
    }

    /// <summary>Lease of 60 s, backend away from 40 to 48 s, checkpoint due at 45 s. Twenty times as fast.</summary>
    public static async Task CheckpointOutlivesAnOutageAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var started = Stopwatch.StartNew();
        var failed = 0;
        var armed = false;
        ValueTask<NpgsqlConnection> Open(CancellationToken token)
        {
            var second = started.Elapsed.TotalSeconds * 20;
            if (armed && second is > 40 and < 48)
            {
                failed++;
                throw new NpgsqlException("outage", new IOException());
            }

            return context.Source.OpenConnectionAsync(token);
        }

        var client = new QueueClient(Open, context.Queue);
        var id = new WorkItemId("index", 0, 0);
        await client.CreateAsync(new NewItem(id.ToString()));
        started.Restart();
        armed = true;
        var worker = new SingleLeaseWorker(new PostgresWorkCoordinator(client, "w"), TimeSpan.FromSeconds(3));
        long reached = 0;
        var exit = await worker.RunAsync(async (work, token) =>
        {
            await CopyAsync(work, 1000, 20, token);
            reached = work.Progress!.Value;
        }, CancellationToken.None);

        Assert.Equal(WorkerExitCode.LeaseTimedOut, exit);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(3), $"persisted after {started.Elapsed}");
        Assert.True(failed > 0, "no call met the outage");
        var state = await client.InspectAsync(id.ToString());
        Assert.Equal("completed", state!.State);
        Assert.InRange(WorkItemId.Parse(state.Successors!.Single()).Document!.Value, 30, 46);
    }

    public static async Task CompletionOutlivesAnOutageOf85SecondsAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var (client, time, lease) = await TakeThenLoseBackendAsync(context, TimeSpan.FromSeconds(85));
        Assert.True(await client.CompleteAsync(lease));
        Assert.InRange(time.Now.TotalSeconds, 85, 128);
        Assert.False(await new QueueClient(context.Source, context.Queue).HasPendingAsync());
    }

    public static async Task CompletionGivesUpAfterTwoMinutesAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var (client, time, lease) = await TakeThenLoseBackendAsync(context, TimeSpan.MaxValue);
        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => client.CompleteAsync(lease));
        Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
        Assert.Equal(127, time.Now.TotalSeconds, 1);
        Assert.True(await new QueueClient(context.Source, context.Queue).HasPendingAsync());
    }

    public static async Task ExitCodesAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var client = new QueueClient(context.Source, context.Queue);
        async Task<SingleLeaseWorker> Worker(string name) => new(await context.CoordinatorAsync(name), TimeSpan.FromSeconds(1));
        static string Id(int shard, long document = 0) => new WorkItemId("index", shard, document).ToString();

        await client.CreateAsync(new NewItem(Id(0)));
        Assert.Equal(WorkerExitCode.Completed, await (await Worker("a")).RunAsync((_, _) => Task.CompletedTask, default));
        Assert.Equal(WorkerExitCode.NoWorkLeft, await (await Worker("b")).RunAsync((_, _) => Task.CompletedTask, default));
        Assert.Equal(WorkerExitCode.NoWorkLeft, await (await Worker("c")).RunAsync((_, _) => Task.CompletedTask, default));

        var dead = new QueueClient(_ => throw new NpgsqlException("down", new IOException()), context.Queue);
        Assert.Equal(WorkerExitCode.Failed, await new SingleLeaseWorker(new PostgresWorkCoordinator(dead, "d"), TimeSpan.FromSeconds(1)).RunAsync((_, _) => Task.CompletedTask, default));

        await client.CreateAsync(new NewItem(Id(1)));
        Assert.Equal(WorkerExitCode.LeaseTimedOut, await (await Worker("e")).RunAsync((work, token) => CopyAsync(work, 1_000_000, 100, token), default));
        Assert.Equal("completed", (await client.InspectAsync(Id(1)))!.State);

        var taken = await client.AcquireAsync("other", TimeSpan.FromMinutes(1));
        Assert.Single(taken);
        Assert.Equal(WorkerExitCode.NoWorkAvailable, await (await Worker("f")).RunAsync((_, _) => Task.CompletedTask, default));
        await client.CompleteAsync(taken[0]);

        await client.CreateAsync(new NewItem(Id(2)));
        using (var signal = new CancellationTokenSource())
        {
            var exit = await (await Worker("g")).RunAsync(async (work, token) =>
            {
                work.ReportProgress(7);
                await signal.CancelAsync();
                token.ThrowIfCancellationRequested();
            }, signal.Token);
            Assert.Equal(WorkerExitCode.Terminated, exit);
            Assert.Equal([Id(2, 7)], (await client.InspectAsync(Id(2)))!.Successors);
        }

        Assert.Equal(WorkerExitCode.Terminated, await (await Worker("h")).RunAsync((_, _) => Task.CompletedTask, new CancellationToken(canceled: true)));
        Assert.Equal(WorkerExitCode.Failed, await (await Worker("i")).RunAsync((_, _) => throw new InvalidOperationException("broken"), default));
    }

    public static async Task CheckpointsDependOnProgressAsync(ScenarioContext context)
    {
        await context.SetUpAsync();
        var client = new QueueClient(context.Source, context.Queue);
        async Task<ItemState> StopAsync(int shard, Action<SingleLeaseContext> report)
        {
            var id = new WorkItemId("index", shard, 5).ToString();
            await client.CreateAsync(new NewItem(id));
            using var signal = new CancellationTokenSource();
            await new SingleLeaseWorker(await context.CoordinatorAsync($"w{shard}"), TimeSpan.FromMinutes(1)).RunAsync(async (work, token) =>
            {
                Assert.Equal(id, work.ItemId);
                report(work);
                await signal.CancelAsync();
                token.ThrowIfCancellationRequested();
            }, signal.Token);
            var state = (await client.InspectAsync(id))!;
            var left = await client.AcquireAsync("tidy", TimeSpan.FromMinutes(1), 10);
            await client.CompleteManyAsync([.. left]);
            return state;
        }

        Assert.Equal("waiting", (await StopAsync(0, _ => { })).State);
        Assert.Equal("leased", (await StopAsync(1, work => work.ReportProgress(5))).State);
        Assert.Equal("completed", (await StopAsync(2, work => work.ReportProgress(6))).State);
        Assert.Equal("leased", (await StopAsync(3, work =>
        {
            work.FlushAsync = _ => throw new IOException("the sink is full");
            work.ReportProgress(6);
        })).State);
    }

    private static async Task<(QueueClient Client, InstantTime Time, LeasedItem Lease)> TakeThenLoseBackendAsync(ScenarioContext context, TimeSpan until)
    {
        var time = new InstantTime();
        var down = false;
        var client = new QueueClient(
            token => down && time.Now < until ? throw new NpgsqlException("down", new IOException()) : context.Source.OpenConnectionAsync(token), context.Queue, time);
        await client.CreateAsync(new NewItem("a"));
        var lease = (await client.AcquireAsync("w", TimeSpan.FromMinutes(10))).Single();
        down = true;
        return (client, time, lease);
    }

    /// <summary>Copies documents at a fixed rate from the item's place on, until all are done or it is told to stop.</summary>
    private static async Task CopyAsync(SingleLeaseContext work, int documents, int perSecond, CancellationToken token)
    {
        var start = WorkItemId.Parse(work.ItemId).Document!.Value;
        var clock = Stopwatch.StartNew();
        for (var place = start; place < documents && !token.IsCancellationRequested;)
        {
            await Task.WhenAny(Task.Delay(10, token));
            place = Math.Min(documents, start + (long)(clock.Elapsed.TotalSeconds * perSecond));
            if (!token.IsCancellationRequested)
            {
                work.ReportProgress(place);
            }
        }
    }
}
