using Howdah.Queueing.Tests.Server;

namespace Howdah.Queueing.Tests.Worker;

[Collection(ServerCollection.Name)]
public sealed class WorkerStopTests(ScratchServer server)
{
    [SkippableFact]
    public async Task A_stop_lets_handlers_end_and_takes_nothing_more()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(10);
        var checkpoint = 0;
        var (host, stop, run) = fixture.Start(
            async (context, cancellation) =>
            {
                var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.CheckpointDue.Register(due.SetResult);
                await due.Task.WaitAsync(cancellation);
                Interlocked.Increment(ref checkpoint);
            },
            HostFixture.Quick with { Concurrency = 4 });
        await fixture.UntilAsync(() => host.Running == 4, "four handlers run");
        await stop.CancelAsync();
        await run;
        Assert.Equal(4, checkpoint);
        await fixture.CheckCompletedOnceAsync(4);
        var backlog = await fixture.Client.BacklogAsync();
        Assert.Equal((6, 0), (backlog.Ready, backlog.Leased));
    }

    [SkippableFact]
    public async Task What_does_not_end_in_time_is_released_and_counts_as_no_attempt()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(2);
        var deaf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (host, stop, run) = fixture.Start(
            (context, cancellation) => context.Key == "item-0" ? Task.Delay(Timeout.Infinite, cancellation) : deaf.Task,
            HostFixture.Quick with { Concurrency = 2, DrainTimeout = TimeSpan.FromMilliseconds(300), CancelTimeout = TimeSpan.FromMilliseconds(500) });
        await fixture.UntilAsync(() => host.Running == 2, "both handlers run");
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, (await fixture.Client.BacklogAsync()).Ready);
        Assert.Equal(0, await fixture.Source.ScalarAsync<int>("select max(attempt) from jobs.ready"));
        deaf.SetResult();
        await fixture.UntilAsync(() => host.Running == 0, "the deaf handler has ended");
        Assert.Equal(2, (await fixture.Client.BacklogAsync()).Ready);
    }
}
