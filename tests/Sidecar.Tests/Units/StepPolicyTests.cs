using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Supervision.Policies;
using Howdah.Sidecar.Wire;

namespace Howdah.Sidecar.Tests.Units;

public sealed class StepPolicyTests
{
    private static readonly SupervisorState Stopped = new() { Data = DataDirectoryState.Ready, VerifiedStopped = true, HasPermit = true };
    private static readonly SupervisorState Running = Stopped with { Server = ServerState.Running, VerifiedStopped = false, TakesSignals = true };

    [Theory]
    [InlineData(ServerGoal.Initialize)]
    [InlineData(ServerGoal.Clone)]
    [InlineData(ServerGoal.Rewind)]
    [InlineData(ServerGoal.RunPrimary)]
    [InlineData(ServerGoal.RunStandby)]
    [InlineData(ServerGoal.StopImmediate)]
    public void Nothing_is_touched_while_an_earlier_incarnation_holds_the_lock(ServerGoal goal) =>
        Assert.Equal(Step.None, Next(goal, new SupervisorState { Data = DataDirectoryState.Locked, HasPermit = true }));

    [Fact]
    public void Without_an_order_nothing_happens() => Assert.Equal(Step.None, StepPolicy.Next(null, Stopped));

    [Theory]
    [InlineData(ServerGoal.RunPrimary)]
    [InlineData(ServerGoal.RunStandby)]
    [InlineData(ServerGoal.Wait)]
    public void An_ending_supervisor_stops_and_never_starts(ServerGoal goal)
    {
        Assert.Equal(Step.StopFast, Next(goal, Running with { Terminating = true }));
        Assert.Equal(Step.None, Next(goal, Stopped with { Terminating = true }));
        Assert.Equal(Step.CancelOperation, Next(goal, Stopped with { Terminating = true, RunningRevision = "7" }));
    }

    [Fact]
    public void A_primary_starts_and_is_promoted_only_with_a_permit()
    {
        Assert.Equal(Step.StartPrimary, Next(ServerGoal.RunPrimary, Stopped));
        Assert.Equal(Step.None, Next(ServerGoal.RunPrimary, Stopped with { HasPermit = false }));
        var standby = Running with { Role = ServerRole.Standby, HasStandbySignal = true };
        Assert.Equal(Step.Promote, Next(ServerGoal.RunPrimary, standby));
        Assert.Equal(Step.None, Next(ServerGoal.RunPrimary, standby with { HasPermit = false }));
    }

    [Fact]
    public void A_standby_stops_following_before_it_is_promoted() =>
        Assert.Equal(Step.WriteFiles, Next(ServerGoal.RunPrimary, Running with { Role = ServerRole.Standby, HasStandbySignal = true, FilesDiffer = true }));

    [Fact]
    public void A_stopped_standby_that_is_to_be_primary_starts_in_recovery_first() =>
        Assert.Equal(Step.StartStandby, Next(ServerGoal.RunPrimary, Stopped with { HasStandbySignal = true }));

    [Fact]
    public void A_running_primary_that_is_to_be_a_standby_is_stopped_first()
    {
        Assert.Equal(Step.StopFast, Next(ServerGoal.RunStandby, Running with { Role = ServerRole.Primary }));
        Assert.Equal(Step.StartStandby, Next(ServerGoal.RunStandby, Stopped with { HasPermit = false }));
    }

    [Fact]
    public void A_one_time_operation_waits_for_a_verified_stop_and_runs_once()
    {
        Assert.Equal(Step.StopFast, Next(ServerGoal.Clone, Running));
        Assert.Equal(Step.StopImmediate, Next(ServerGoal.Clone, Stopped with { VerifiedStopped = false }));
        Assert.Equal(Step.Clone, Next(ServerGoal.Clone, Stopped));
        Assert.Equal(Step.None, Next(ServerGoal.Clone, Stopped with { RunningRevision = "7" }));
        Assert.Equal(Step.None, Next(ServerGoal.Clone, Stopped with { FinishedRevision = "7" }));
        Assert.Equal(Step.Clone, Next(ServerGoal.Clone, Stopped with { FinishedRevision = "6" }));
    }

    [Fact]
    public void An_operation_that_is_no_longer_wanted_is_cancelled_but_not_by_waiting()
    {
        Assert.Equal(Step.CancelOperation, Next(ServerGoal.RunStandby, Stopped with { RunningRevision = "6" }));
        Assert.Equal(Step.CancelOperation, Next(ServerGoal.Clone, Stopped with { RunningRevision = "6" }));
        Assert.Equal(Step.None, Next(ServerGoal.Wait, Stopped with { RunningRevision = "6" }));
    }

    [Fact]
    public void A_data_directory_is_never_initialised_over()
    {
        Assert.Equal(Step.None, Next(ServerGoal.Initialize, Stopped));
        Assert.Equal(Step.Initialize, Next(ServerGoal.Initialize, Stopped with { Data = DataDirectoryState.Empty }));
        Assert.Equal(Step.Initialize, Next(ServerGoal.Initialize, Stopped with { Data = DataDirectoryState.Incomplete }));
    }

    [Theory]
    [InlineData(ServerGoal.RunPrimary)]
    [InlineData(ServerGoal.RunStandby)]
    public void What_is_half_made_or_could_not_be_rewound_is_not_started(ServerGoal goal)
    {
        Assert.Equal(Step.None, Next(goal, Stopped with { Data = DataDirectoryState.Incomplete }));
        Assert.Equal(Step.None, Next(goal, Stopped with { RewindFailed = true }));
    }

    [Fact]
    public void The_server_gets_its_files_before_it_starts_and_a_reload_once_it_takes_signals()
    {
        Assert.Equal(Step.WriteFiles, Next(ServerGoal.RunPrimary, Stopped with { FilesDiffer = true }));
        var starting = Running with { Server = ServerState.Starting, Role = ServerRole.Primary, FilesDiffer = true };
        Assert.Equal(Step.WriteFiles, Next(ServerGoal.RunPrimary, starting));
        Assert.Equal(Step.None, Next(ServerGoal.RunPrimary, starting with { TakesSignals = false }));
    }

    [Fact]
    public void A_restart_stops_starts_in_the_same_role_and_is_done()
    {
        Assert.Equal(Step.StopFast, Next(ServerGoal.Restart, Running));
        Assert.Equal(Step.StartPrimary, Next(ServerGoal.Restart, Stopped));
        Assert.Equal(Step.StartStandby, Next(ServerGoal.Restart, Stopped with { HasStandbySignal = true }));
        Assert.Equal(Step.Finish, Next(ServerGoal.Restart, Running with { StartedForRevision = true }));
        Assert.Equal(Step.None, Next(ServerGoal.Restart, Running with { StartedForRevision = true, FinishedRevision = "7" }));
    }

    [Fact]
    public void An_immediate_stop_overtakes_a_fast_one()
    {
        var stopping = Running with { Server = ServerState.Stopping, Stopping = StopMode.Fast };
        Assert.Equal(Step.StopImmediate, Next(ServerGoal.StopImmediate, stopping));
        Assert.Equal(Step.None, Next(ServerGoal.StopFast, stopping));
        Assert.Equal(Step.None, Next(ServerGoal.StopImmediate, stopping with { Stopping = StopMode.Immediate }));
        Assert.Equal(Step.StopImmediate, Next(ServerGoal.StopFast, Stopped with { VerifiedStopped = false }));
    }

    [Fact]
    public void A_confirmed_promotion_loses_its_mark()
    {
        var promoted = Running with { Role = ServerRole.Primary, ConfirmsPromotion = true };
        Assert.Equal(Step.ConfirmPromotion, Next(ServerGoal.RunPrimary, promoted));
        Assert.Equal(Step.None, Next(ServerGoal.RunPrimary, promoted with { HasStandbySignal = true }));
    }

    private static Step Next(ServerGoal goal, SupervisorState state) =>
        StepPolicy.Next(new SupervisorOrder { Goal = goal, Revision = "7", Files = new ServerFiles("", "", "h") }, state);
}
