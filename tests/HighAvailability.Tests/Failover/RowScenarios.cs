using Howdah.HighAvailability.Failover;
using Howdah.HighAvailability.Lease;
using Howdah.Postgres;
using static Howdah.HighAvailability.Failover.FailoverTrigger;
using static Howdah.HighAvailability.FailoverState;

namespace Howdah.HighAvailability.Tests.Failover;

/// <summary>
/// For each row of the transition table the plainest situation in which it is taken: db-1 is primary, db-2 and db-3 stream, and one thing is
/// otherwise.
/// </summary>
internal static class RowScenarios
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<(FailoverState, FailoverTrigger), Func<FailoverObservation>> Scenarios = new()
    {
        [(Stable, LeftAlone)] = static () => Quiet() with { Paused = true, Lease = LeaseView.Expired },
        [(Stable, NotInitialised)] = static () => Quiet(static cluster => cluster with { SystemIdentifier = null }) with { Lease = LeaseView.Free },
        [(Stable, PrimaryFenced)] = static () => Quiet(static cluster => cluster with { Fenced = new HashSet<string> { "db-1" } }) with { Lease = LeaseView.Free },
        [(Stable, SwitchoverToPrimary)] = static () => Quiet() with { SwitchoverTo = "db-1" },
        [(Stable, SwitchoverImpossible)] = static () => Quiet() with { SwitchoverTo = "db-9" },
        [(Stable, SingleInstance)] = static () => Quiet(static cluster => cluster with { Members = cluster.Members.Take(1).ToList() }) with { Lease = LeaseView.Expired },
        [(Stable, PrimaryMayReturn)] = static () => Quiet(static cluster => cluster with { Failover = new FailoverProgress { Deadline = Now.AddSeconds(1) } }) with { Lease = LeaseView.Free },
        [(Stable, PrimaryLost)] = static () => Quiet() with { Lease = LeaseView.Expired },
        [(Stable, PrimaryLostWithoutStandby)] = static () => Quiet() with { Lease = LeaseView.Expired, Reports = [] },
        [(Stable, SwitchoverAsked)] = static () => Quiet() with { SwitchoverTo = "db-3" },
        [(Stable, RollingUpdateAsked)] = static () => Quiet() with { RollingUpdateTo = "db-3" },
        [(Stable, Otherwise)] = static () => Quiet(),

        [(Initiated, LeftAlone)] = static () => Deleted(Unplanned(Initiated)),
        [(Initiated, LeaseUnknown)] = static () => Unplanned(Initiated) with { Lease = LeaseView.Unknown },
        [(Initiated, OldPrimaryGone)] = static () => Planned(Initiated) with { Lease = LeaseView.Expired },
        [(Initiated, FailoverTrigger.Planned)] = static () => Planned(Initiated),
        [(Initiated, OldPrimaryReturned)] = static () => Unplanned(Initiated) with { Lease = LeaseView.Held },
        [(Initiated, FailoverTrigger.Unplanned)] = static () => Unplanned(Initiated),

        [(WaitingForCatchup, LeftAlone)] = static () => Deleted(Planned(WaitingForCatchup)),
        [(WaitingForCatchup, OldPrimaryGone)] = static () => Planned(WaitingForCatchup) with { Lease = LeaseView.Free },
        [(WaitingForCatchup, CandidateUnfit)] = static () => Planned(WaitingForCatchup).With("db-2", static report => report with { SystemIdentifier = "8" }),
        [(WaitingForCatchup, CandidateCloseUp)] = static () => Planned(WaitingForCatchup),
        [(WaitingForCatchup, CatchupTimedOut)] = static () => Lagging() with { Now = Now.AddSeconds(61) },
        [(WaitingForCatchup, Otherwise)] = static () => Lagging(),

        [(DemotingOldPrimary, LeftAlone)] = static () => Deleted(Unplanned(DemotingOldPrimary)),
        [(DemotingOldPrimary, Elected)] = static () => Fence(Unplanned(DemotingOldPrimary)),
        [(DemotingOldPrimary, CandidateIncomplete)] = static () => Fence(ShutDown("shut down")).With("db-2", static report => report with { FlushedLsn = new Lsn(10), ReplayedLsn = new Lsn(10) }),
        [(DemotingOldPrimary, CleanStopFailed)] = static () => ShutDown("in production"),
        [(DemotingOldPrimary, OldPrimaryIntact)] = static () => Unplanned(DemotingOldPrimary).With("db-1", static report => report with { State = InstanceState.Stopped }) with { Now = Now.AddSeconds(61) },
        [(DemotingOldPrimary, StopSeen)] = static () => Unplanned(DemotingOldPrimary),
        [(DemotingOldPrimary, Otherwise)] = static () => Unplanned(DemotingOldPrimary) with { Lease = LeaseView.Held },

        [(PromotingNewPrimary, LeftAlone)] = static () => Deleted(Promoting()),
        [(PromotingNewPrimary, CandidatePromoted)] = static () => Promoting().With("db-2", Promoted) with { Lease = LeaseView.Held, LeaseHolder = "db-2" },
        [(PromotingNewPrimary, CandidateFailed)] = static () => Promoting() with { Now = Now.AddSeconds(61) },
        [(PromotingNewPrimary, Otherwise)] = static () => Promoting(),

        [(ReconfiguringReplicas, LeftAlone)] = static () => Deleted(Reconfiguring()),
        [(ReconfiguringReplicas, NewPrimaryLost)] = static () => Reconfiguring() with { Lease = LeaseView.Expired },
        [(ReconfiguringReplicas, AllFollow)] = static () => Reconfiguring().With("db-1", static report => report with { State = InstanceState.Running, Role = InstanceRole.Standby, StreamingFrom = "db-2" })
            .With("db-3", static report => report with { State = InstanceState.Running, StreamingFrom = "db-2" }),
        [(ReconfiguringReplicas, FollowingTimedOut)] = static () => Reconfiguring() with { Now = Now.AddSeconds(61) },
        [(ReconfiguringReplicas, Otherwise)] = static () => Reconfiguring(),
    };

    /// <summary>Null when there is none for this row.</summary>
    public static FailoverObservation? Of(FailoverTransition row) => Scenarios.TryGetValue((row.From, row.Trigger), out var scenario) ? scenario() : null;

    private static FailoverObservation Quiet(Func<ClusterState, ClusterState>? change = null)
    {
        var cluster = new ClusterState
        {
            SystemIdentifier = "7",
            CurrentPrimary = "db-1",
            Timeline = 1,
            Members = [.. new[] { "db-1", "db-2", "db-3" }.Select(static name => new Member(name, name, null))],
        };
        return new FailoverObservation
        {
            Cluster = change is null ? cluster : change(cluster),
            Lease = LeaseView.Held,
            LeaseHolder = "db-1",
            Now = Now,
            NewId = "f2",
            Reports =
            [
                new InstanceReport
                {
                    Name = "db-1", Role = InstanceRole.Primary, State = InstanceState.Running, HoldsLease = true, SystemIdentifier = "7", Timeline = 1, FlushedLsn = new Lsn(1000),
                    Standbys = [new StandbyReport { Name = "db-2", State = "streaming", LagBytes = 0 }, new StandbyReport { Name = "db-3", State = "streaming", LagBytes = 0 }],
                },
                Standby("db-2"),
                Standby("db-3"),
            ],
        };
    }

    private static InstanceReport Standby(string name) => new()
    {
        Name = name,
        Role = InstanceRole.Standby,
        State = InstanceState.Running,
        HasStandbySignal = true,
        SystemIdentifier = "7",
        Timeline = 1,
        LocalWalReplayed = true,
        FlushedLsn = new Lsn(1000),
        ReplayedLsn = new Lsn(1000),
        StreamingFrom = "db-1",
    };

    private static FailoverObservation Planned(FailoverState state) => Quiet(cluster => cluster with
    {
        Failover = new FailoverProgress { State = state, Id = "f1", Reason = FailoverReason.Switchover, Planned = true, From = "db-1", To = "db-2", StartedAt = Now, Deadline = Now.AddSeconds(60) },
    });

    /// <summary>db-1 has lost its lease and does not answer.</summary>
    private static FailoverObservation Unplanned(FailoverState state) => Quiet(cluster => cluster with
    {
        Failover = new FailoverProgress { State = state, Id = "f1", Reason = FailoverReason.LeaseExpired, From = "db-1", StartedAt = Now, Deadline = Now.AddSeconds(60) },
    }) with
    { Lease = LeaseView.Expired };

    private static FailoverObservation Lagging() => Planned(WaitingForCatchup).With("db-1", static report => report with
    {
        Standbys = [new StandbyReport { Name = "db-2", State = "streaming", LagBytes = 5_000_000 }],
    });

    /// <summary>A switchover whose old primary has given its lease up.</summary>
    private static FailoverObservation ShutDown(string state) => (Planned(DemotingOldPrimary) with { Lease = LeaseView.Free, LeaseHolder = null })
        .With("db-1", report => report with { State = InstanceState.Stopped, HoldsLease = false, ControlState = state, CheckpointLsn = new Lsn(900) });

    private static FailoverObservation Promoting()
    {
        var observation = Unplanned(PromotingNewPrimary);
        return Fence(observation with { Cluster = observation.Cluster with { Failover = observation.Cluster.Failover with { To = "db-2" } } });
    }

    /// <summary>db-2 has taken over; nobody follows it yet.</summary>
    private static FailoverObservation Reconfiguring()
    {
        var observation = Promoting().With("db-2", Promoted);
        return observation with
        {
            Lease = LeaseView.Held,
            LeaseHolder = "db-2",
            Cluster = observation.Cluster with { CurrentPrimary = "db-2", Timeline = 2, Failover = observation.Cluster.Failover with { State = ReconfiguringReplicas } },
        };
    }

    private static InstanceReport Promoted(InstanceReport report) =>
        report with { Role = InstanceRole.Primary, State = InstanceState.Running, HoldsLease = true, HasStandbySignal = false, StreamingFrom = null, Timeline = 2 };

    private static FailoverObservation Fence(FailoverObservation observation) =>
        observation.With("db-2", Fenced).With("db-3", Fenced);

    private static InstanceReport Fenced(InstanceReport report) => report with { FencedFor = "f1", State = InstanceState.NotStreaming, StreamingFrom = null };

    private static FailoverObservation Deleted(FailoverObservation observation) => observation with { Cluster = observation.Cluster with { Deleting = true } };

    private static FailoverObservation With(this FailoverObservation observation, string name, Func<InstanceReport, InstanceReport> change) =>
        observation with { Reports = [.. observation.Reports.Select(report => report.Name == name ? change(report) : report)] };
}
