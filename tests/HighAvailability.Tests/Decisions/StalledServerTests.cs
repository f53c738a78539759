using Howdah.HighAvailability.Instance;
using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Tests.Decisions;

/// <summary>Servers that run and do not serve.</summary>
public sealed class StalledServerTests
{
    private static readonly TimeSpan Bound = InstancePolicy.StalledAfter(new ClusterState().PrimaryRestartTimeout);

    private static readonly InstanceObservation Primary = new()
    {
        Name = "db-1",
        Cluster = new ClusterState
        {
            SystemIdentifier = "s",
            CurrentPrimary = "db-1",
            Timeline = 1,
            Members = [new Member("db-1", "db-1", null), new Member("db-2", "db-2", null)],
        },
        Supervisor = new SupervisorReport
        {
            Data = DataDirectoryState.Ready,
            Server = ServerState.Running,
            PostmasterPid = 1,
            PermitMilliseconds = 5000,
            Control = new ControlData { SystemIdentifier = "s", Timeline = 1 },
        },
        Server = new ServerFacts { Timeline = 1 },
        Lease = LeaseView.Held,
        HoldsLease = true,
    };

    [Theory]
    [InlineData(30, 10)]
    [InlineData(120, 40)]
    [InlineData(5, 5)]
    public void A_third_of_the_restart_timeout_and_at_least_five_seconds_make_a_stall(int restartTimeout, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), InstancePolicy.StalledAfter(TimeSpan.FromSeconds(restartTimeout)));

    [Fact]
    public void A_primary_that_gives_no_new_connection_is_killed_under_its_lease_although_open_connections_answer()
    {
        var decision = InstancePolicy.Decide(Primary with { ServerStalledFor = Bound });

        Assert.Equal((LeaseAction.Renew, ServerGoal.StopImmediate, DecisionReasons.ServerStalled), (decision.Lease, decision.Server, decision.Reason));
        Assert.Equal(InstanceState.CannotConnect, InstanceStates.State(Primary with { ServerStalledFor = Bound }, decision, canConnect: true));
    }

    [Fact]
    public void Nothing_is_done_before_the_bound_or_once_the_server_stops()
    {
        Assert.Equal(ServerGoal.RunPrimary, InstancePolicy.Decide(Primary with { ServerStalledFor = Bound - TimeSpan.FromTicks(1) }).Server);
        var stopping = Primary with { ServerStalledFor = Bound, Supervisor = Primary.Supervisor with { Server = ServerState.Stopping } };
        Assert.Equal(ServerGoal.RunPrimary, InstancePolicy.Decide(stopping).Server);
    }

    [Fact]
    public void A_stalled_standby_is_killed_too_and_touches_no_lease()
    {
        var standby = Primary with
        {
            Name = "db-2",
            HoldsLease = false,
            ServerStalledFor = Bound,
            Supervisor = Primary.Supervisor with { HasStandbySignal = true },
            Server = new ServerFacts { InRecovery = true, Timeline = 1 },
        };

        var decision = InstancePolicy.Decide(standby);

        Assert.Equal((LeaseAction.None, ServerGoal.StopImmediate), (decision.Lease, decision.Server));
    }

    [Fact]
    public void The_lease_of_a_primary_that_was_given_up_and_cannot_be_seen_to_end_runs_out()
    {
        var hanging = Primary with
        {
            Server = null,
            PrimaryDownFor = Primary.Cluster!.PrimaryRestartTimeout,
            Supervisor = Primary.Supervisor with { Server = ServerState.Stopping },
        };
        Assert.Equal(LeaseAction.Lapse, InstancePolicy.Decide(hanging).Lease);

        var ended = hanging with { Supervisor = hanging.Supervisor with { Server = ServerState.Stopped, PostmasterPid = 0, VerifiedStopped = true } };
        Assert.Equal(LeaseAction.Release, InstancePolicy.Decide(ended).Lease);
    }
}
