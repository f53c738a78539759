using System.Diagnostics;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Tests.Acceptance;
using Howdah.Queueing.Worker;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>Cases about workers that take one lease and end. Times are those of the case divided by a constant.</summary>
internal static class SearchWorkerScenarios
{
    public static async Task DoneMeansNothingIsPendingAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var coordinator = server.Worker("w");
        Assert.False(await coordinator.WorkItemsNotYetCompleteAsync());
        await coordinator.CreateUnassignedWorkItemAsync("a");
        Assert.True(await coordinator.WorkItemsNotYetCompleteAsync());
        Assert.IsType<WorkAcquisition.Acquired>(await coordinator.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));
        Assert.True(await coordinator.WorkItemsNotYetCompleteAsync());
        await coordinator.CompleteWorkItemAsync("a");
        Assert.False(await coordinator.WorkItemsNotYetCompleteAsync());

        var broken = new OpenSearchWorkCoordinator(server.Open(new FaultyHandler { Failures = -1 }), "w");
        await Assert.ThrowsAsync<WorkQueueException>(() => broken.WorkItemsNotYetCompleteAsync());
    }

    /// <summary>50 s of work for a shard, leases of 27 s of which 20.25 s are used: two time-outs and an end for each. Ten times as fast.</summary>
    public static async Task LongWorkTakesThreeLeasesAsync(SearchServer server)
    {
        var index = server.Open();
        await index.SetupAsync();
        foreach (var shard in Enumerable.Range(0, 2))
        {
            await server.Worker("creator").CreateUnassignedWorkItemAsync(Id(shard));
        }

        var exits = new List<WorkerExitCode>();
        for (var run = 0; run < 20 && exits.LastOrDefault() != WorkerExitCode.NoWorkLeft; run++)
        {
            var worker = new SingleLeaseWorker(new OpenSearchWorkCoordinator(index, $"worker-{run}"), TimeSpan.FromSeconds(2.7));
            exits.Add(await worker.RunAsync((work, token) => CopyAsync(work, 2000, 400, token), CancellationToken.None));
        }

        Assert.Equal(4, exits.Count(exit => exit == WorkerExitCode.LeaseTimedOut));
        Assert.Equal(2, exits.Count(exit => exit == WorkerExitCode.Completed));
        Assert.Equal(WorkerExitCode.NoWorkLeft, exits[^1]);
    }

    /// <summary>Lease of 60 s, backend away from 40 to 48 s, checkpoint due at 45 s. Ten times as fast.</summary>
    public static async Task CheckpointOutlivesAnOutageAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        await server.Worker("creator").CreateUnassignedWorkItemAsync(Id(0));
        var started = new Stopwatch();
        var failed = 0;
        var handler = new FaultyHandler { Decide = (_, _) => started.Elapsed.TotalSeconds * 10 is > 40 and < 48 && ++failed > 0 ? Fault.Unsent : null };
        long reached = 0;
        var worker = new SingleLeaseWorker(new OpenSearchWorkCoordinator(server.Open(handler), "w"), TimeSpan.FromSeconds(6));
        var exit = await worker.RunAsync(async (work, token) =>
        {
            started.Start();
            await CopyAsync(work, 1000, 10, token);
            reached = work.Progress!.Value;
        }, CancellationToken.None);

        Assert.Equal(WorkerExitCode.LeaseTimedOut, exit);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(6), $"persisted after {started.Elapsed}");
        Assert.True(failed > 0, "no call met the outage");
        var backend = new SearchBackend(server, server.Open());
        Assert.Equal("completed", (await backend.InspectAsync(Id(0)))!.State);
        Assert.Equal([Id(0, reached)], await backend.SuccessorsAsync(Id(0)));
        Assert.InRange(reached, 30, 46);
    }

    public static async Task CompletionOutlivesAnOutageOf85SecondsAsync(SearchServer server)
    {
        var (coordinator, time) = await TakeThenLoseBackendAsync(server, TimeSpan.FromSeconds(85));
        await coordinator.CompleteWorkItemAsync("a");
        Assert.InRange(time.Now.TotalSeconds, 85, 128);
        Assert.False(await server.Worker("observer").WorkItemsNotYetCompleteAsync());
    }

    public static async Task CompletionGivesUpAfterTwoMinutesAsync(SearchServer server)
    {
        var (coordinator, time) = await TakeThenLoseBackendAsync(server, TimeSpan.MaxValue);
        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => coordinator.CompleteWorkItemAsync("a"));
        Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
        Assert.Equal(127, time.Now.TotalSeconds, 1);
        Assert.True(await server.Worker("observer").WorkItemsNotYetCompleteAsync());
    }

    public static async Task ExitCodesAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var backend = new SearchBackend(server, server.Open());
        var creator = server.Worker("creator");
        SingleLeaseWorker Worker(string name) => new(server.Worker(name), TimeSpan.FromSeconds(2));

        await creator.CreateUnassignedWorkItemAsync(Id(0));
        Assert.Equal(WorkerExitCode.Completed, await Worker("a").RunAsync((_, _) => Task.CompletedTask, default));
        Assert.Equal(WorkerExitCode.NoWorkLeft, await Worker("b").RunAsync((_, _) => Task.CompletedTask, default));
        Assert.Equal(WorkerExitCode.NoWorkLeft, await Worker("c").RunAsync((_, _) => Task.CompletedTask, default));

        var dead = new OpenSearchWorkCoordinator(server.Open(new FaultyHandler { Failures = -1 }), "d");
        Assert.Equal(WorkerExitCode.Failed, await new SingleLeaseWorker(dead, TimeSpan.FromSeconds(1)).RunAsync((_, _) => Task.CompletedTask, default));

        await creator.CreateUnassignedWorkItemAsync(Id(1));
        Assert.Equal(WorkerExitCode.LeaseTimedOut, await Worker("e").RunAsync((work, token) => CopyAsync(work, 1_000_000, 100, token), default));
        Assert.Equal("completed", (await backend.InspectAsync(Id(1)))!.State);

        var other = server.Worker("other");
        var taken = Assert.IsType<WorkAcquisition.Acquired>(await other.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(WorkerExitCode.NoWorkAvailable, await Worker("f").RunAsync((_, _) => Task.CompletedTask, default));
        await other.CompleteWorkItemAsync(taken.Id);

        await creator.CreateUnassignedWorkItemAsync(Id(2));
        using (var signal = new CancellationTokenSource())
        {
            var exit = await Worker("g").RunAsync(async (work, token) =>
            {
                work.ReportProgress(7);
                await signal.CancelAsync();
                token.ThrowIfCancellationRequested();
            }, signal.Token);
            Assert.Equal(WorkerExitCode.Terminated, exit);
            Assert.Equal([Id(2, 7)], await backend.SuccessorsAsync(Id(2)));
        }

        Assert.Equal(WorkerExitCode.Terminated, await Worker("h").RunAsync((_, _) => Task.CompletedTask, new CancellationToken(canceled: true)));
        Assert.Equal(WorkerExitCode.Failed, await Worker("i").RunAsync((_, _) => throw new InvalidOperationException("broken"), default));
    }

    public static async Task CheckpointsDependOnProgressAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var backend = new SearchBackend(server, server.Open());
        async Task<ItemView> StopAsync(int shard, Action<SingleLeaseContext> report)
        {
            await server.Worker("creator").CreateUnassignedWorkItemAsync(Id(shard, 5));
            using var signal = new CancellationTokenSource();
            await new SingleLeaseWorker(server.Worker($"w{shard}"), TimeSpan.FromMinutes(1)).RunAsync(async (work, token) =>
            {
                Assert.Equal(Id(shard, 5), work.ItemId);
                report(work);
                await signal.CancelAsync();
                token.ThrowIfCancellationRequested();
            }, signal.Token);
            var state = (await backend.InspectAsync(Id(shard, 5)))!;
            var tidy = server.Worker($"tidy{shard}");
            while (await tidy.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)) is WorkAcquisition.Acquired left)
            {
                await tidy.CompleteWorkItemAsync(left.Id);
            }

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

    private static string Id(int shard, long document = 0) => new WorkItemId("index", shard, document).ToString();

    private static async Task<(OpenSearchWorkCoordinator Coordinator, InstantTime Time)> TakeThenLoseBackendAsync(SearchServer server, TimeSpan until)
    {
        await server.Open().SetupAsync();
        var time = new InstantTime();
        var down = false;
        var handler = new FaultyHandler { Decide = (_, _) => down && time.Now < until ? Fault.Unsent : null };
        var coordinator = new OpenSearchWorkCoordinator(server.Open(handler, time), "w");
        await coordinator.CreateUnassignedWorkItemAsync("a");
        Assert.IsType<WorkAcquisition.Acquired>(await coordinator.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(10)));
        down = true;
        return (coordinator, time);
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
