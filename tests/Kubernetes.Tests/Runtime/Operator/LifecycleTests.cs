using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Howdah.Kubernetes.Tests.Runtime.Operator;

public class LifecycleTests
{
    [Fact]
    public async Task A_graceful_stop_starts_nothing_new_and_lets_running_work_finish()
    {
        await using var harness = new OperatorHarness();
        var gate = new TaskCompletionSource();
        var cancelled = false;
        harness.Controller.Answer = async (widget, cancellation) =>
        {
            await gate.Task;
            cancelled = cancellation.IsCancellationRequested;
            return ReconciliationResult<V1Widget>.Success(widget);
        };
        await harness.Create("a");
        await harness.Create("b");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        await Eventually.True(() => harness.Queue.Depth == 1);
        var stop = harness.StopAsync();
        await Eventually.True(() => harness.Queue.Depth == 0);
        harness.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stop.IsCompleted);
        gate.SetResult();

        await Eventually.Completes(stop);
        Assert.False(cancelled);
        Assert.Equal(1, harness.Controller.Count);
        Assert.Equal(0, harness.Services.GetRequiredService<OperatorExit>().Code);
        Assert.Equal(0, harness.Cluster.OpenWatches);
    }

    [Fact]
    public async Task Work_that_does_not_finish_in_half_a_minute_is_cancelled()
    {
        await using var harness = new OperatorHarness();
        harness.Controller.Answer = async (widget, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return ReconciliationResult<V1Widget>.Success(widget);
        };
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        var stop = harness.StopAsync();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromSeconds(1), () => harness.Controller.Running == 0);

        await Eventually.Completes(stop);
        Assert.InRange(TimeSpan.FromTicks(harness.Time.GetTimestamp()).TotalSeconds, 30, 45);
    }

    [Fact]
    public async Task Work_that_ignores_everything_is_left_behind()
    {
        await using var harness = new OperatorHarness();
        var never = new TaskCompletionSource<ReconciliationResult<V1Widget>>();
        harness.Controller.Answer = (_, _) => never.Task;
        await harness.Create("a");
        await harness.StartedAsync();
        await Eventually.True(() => harness.Controller.Running == 1);

        var stop = harness.StopAsync();
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromSeconds(1), () => stop.IsCompleted);

        Assert.Equal(1, harness.Controller.Running);
        never.SetResult(ReconciliationResult<V1Widget>.Success(harness.Controller.Reconciled[0]));
    }

    [Fact]
    public async Task A_standby_keeps_its_caches_warm_and_reconciles_nothing_until_the_leader_lets_go()
    {
        var time = new FakeTimeProvider();
        var cluster = new InMemoryCluster(time);
        await using var leader = await Elected(cluster, time).StartedAsync();
        await Eventually.True(() => leader.Leadership.IsLeader);
        await using var standby = await Elected(cluster, time).StartAsync();
        await leader.Create("a");
        await leader.Settles(1);
        await Eventually.True(() => standby.Informer.Count == 1);
        Assert.False(standby.Leadership.IsLeader);
        Assert.Equal(0, standby.Controller.Count);

        await leader.StopAsync();
        var (stopped, epoch) = (time.GetTimestamp(), leader.Leadership.Epoch);
        await Eventually.TrueWhileAdvancing(time, TimeSpan.FromMilliseconds(500), () => standby.Controller.Count == 1);

        Assert.True(standby.Leadership.IsLeader);
        Assert.Equal(epoch + 1, standby.Leadership.Epoch);
        Assert.InRange(time.GetElapsedTime(stopped).TotalSeconds, 0, 6);
    }

    [Fact]
    public async Task Losing_leadership_cancels_the_work_and_stops_the_host_with_an_exit_code()
    {
        await using var harness = await Elected(null, null).StartedAsync();
        var cancelled = new TaskCompletionSource();
        harness.Controller.Answer = async (widget, cancellation) =>
        {
            using var registration = cancellation.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return ReconciliationResult<V1Widget>.Success(widget);
        };
        await Eventually.True(() => harness.Leadership.IsLeader);
        await harness.Create("a");
        await Eventually.True(() => harness.Controller.Running == 1);

        var lease = (await harness.Cluster.GetAsync<V1Lease>("howdah-operator", "default"))!;
        lease.Spec!.HolderIdentity = "somebody else";
        await harness.Cluster.UpdateAsync(lease);
        await Eventually.TrueWhileAdvancing(harness.Time, TimeSpan.FromMilliseconds(500), () => harness.Lifetime.ApplicationStopping.IsCancellationRequested);

        await Eventually.Completes(cancelled.Task);
        Assert.Equal(OperatorExit.LeadershipLost, harness.Services.GetRequiredService<OperatorExit>().Code);
        Assert.False(harness.Leadership.IsLeader);
        Assert.Equal("somebody else", (await harness.Cluster.GetAsync<V1Lease>("howdah-operator", "default"))!.Spec!.HolderIdentity);
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Leadership_and_its_epoch_can_be_asked_for()
    {
        await using var harness = await Elected(null, null).StartedAsync();
        await Eventually.True(() => harness.Leadership.IsLeader);

        Assert.Same(harness.Services.GetRequiredService<LeaderElector>(), harness.Leadership);
        var lease = (await harness.Cluster.GetAsync<V1Lease>("howdah-operator", "default"))!;
        Assert.StartsWith("pod-1_", lease.Spec!.HolderIdentity, StringComparison.Ordinal);
        Assert.Equal(lease.Spec.LeaseTransitions!.Value, harness.Leadership.Epoch);
    }

    [Fact]
    public async Task Queued_events_are_sent_before_the_process_ends()
    {
        await using var harness = await new OperatorHarness().StartedAsync();
        var publish = harness.Services.GetRequiredService<EventPublisher>();
        for (var i = 0; i < 20; i++)
        {
            publish(V1Widget.Named($"w{i}"), "Stopped", "bye");
        }

        await harness.StopAsync();

        Assert.Equal(20, harness.Cluster.Stored<V1Event>().Count);
    }

    private static OperatorHarness Elected(InMemoryCluster? cluster, FakeTimeProvider? time) =>
        new OperatorHarness(cluster, time).WithSettings(settings => settings.LeaderElection.Enabled = true);
}
