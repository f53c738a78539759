using static Howdah.HighAvailability.Failover.FailoverEvents;
using static Howdah.HighAvailability.Failover.FailoverTrigger;
using static Howdah.HighAvailability.FailoverState;

namespace Howdah.HighAvailability.Failover;

/// <summary>
/// Every way from one failover state to another. The machine takes the first row of the present state whose guard holds, so the order is part of the
/// design; a test writes the table to docs/failover-transitions.md.
/// </summary>
public static class TransitionTable
{
    public static IReadOnlyList<FailoverTransition> Rows { get; } =
    [
        new(Stable, LeftAlone, Stable, null, "The cluster is paused or being deleted."),
        new(Stable, NotInitialised, Stable, null, "No primary or no system identifier is on record: nothing can be lost yet."),
        new(Stable, PrimaryFenced, Stable, null, "Somebody fenced the primary: nobody takes over until it is released."),
        new(Stable, SwitchoverToPrimary, Stable, null, "The instance asked for is the primary already: the request is answered."),
        new(Stable, SwitchoverImpossible, Stable, SwitchoverRefused, "The instance asked for cannot take over: the request is answered."),
        new(Stable, SingleInstance, Stable, null, "There is no other instance."),
        new(Stable, PrimaryMayReturn, Stable, null, "The lease is free or expired, but a failover was given up for the old primary's sake a moment ago: it may take the lease."),
        new(Stable, PrimaryLost, Initiated, FailoverInitiated, "The lease is free or expired and a standby is eligible: id, reason and old primary go on record."),
        new(Stable, PrimaryLostWithoutStandby, Stable, FailoverWaiting, "The lease is free or expired and no standby is eligible."),
        new(Stable, SwitchoverAsked, Initiated, SwitchoverInitiated, "A person asks for a healthy standby: id, old primary and candidate go on record."),
        new(Stable, RollingUpdateAsked, Initiated, SwitchoverInitiated, "A rolling update asks for a healthy standby."),
        new(Stable, Otherwise, Stable, null, "All is well, or the lease has not been read yet."),

        new(Initiated, LeftAlone, Initiated, null, "The cluster is paused or being deleted."),
        new(Initiated, LeaseUnknown, Initiated, null, "The lease has not been read yet."),
        new(Initiated, OldPrimaryGone, DemotingOldPrimary, OldPrimaryLost, "Planned, and the lease is free or expired: goes on as an unplanned failover."),
        new(Initiated, Planned, WaitingForCatchup, CatchupStarted, "The candidate closes up while the old primary still writes."),
        new(Initiated, OldPrimaryReturned, Stable, FailoverAborted, "Unplanned, and the old primary holds the lease again."),
        new(Initiated, Unplanned, DemotingOldPrimary, DemotionStarted, "The old primary is to stop immediate; standbys stop receiving."),

        new(WaitingForCatchup, LeftAlone, WaitingForCatchup, null, "The cluster is paused or being deleted."),
        new(WaitingForCatchup, OldPrimaryGone, DemotingOldPrimary, OldPrimaryLost, "The lease is free or expired: goes on as an unplanned failover."),
        new(WaitingForCatchup, CandidateUnfit, Stable, FailoverAborted, "The candidate is gone, fenced or has another system identifier."),
        new(WaitingForCatchup, CandidateCloseUp, DemotingOldPrimary, DemotionStarted, "The candidate streams with less than 1 MiB to replay: the old primary is to stop fast."),
        new(WaitingForCatchup, CatchupTimedOut, Stable, FailoverAborted, "The candidate did not close up within 60 s."),
        new(WaitingForCatchup, Otherwise, WaitingForCatchup, null, "Lag is too great, or not known."),

        new(DemotingOldPrimary, LeftAlone, DemotingOldPrimary, null, "The cluster is paused or being deleted."),
        new(DemotingOldPrimary, Elected, PromotingNewPrimary, PrimaryElected, "The lease is free or expired, and the election has a winner. Planned: the candidate has the old primary's shutdown checkpoint."),
        new(DemotingOldPrimary, CandidateIncomplete, Stable, FailoverAborted, "Planned: the old primary has shut down cleanly and the candidate stopped receiving before the end: the old primary goes on."),
        new(DemotingOldPrimary, CleanStopFailed, DemotingOldPrimary, OldPrimaryLost, "Planned: the lease expired, or the old primary cannot be shown to have shut down cleanly in time: goes on as an unplanned failover."),
        new(DemotingOldPrimary, OldPrimaryIntact, Stable, FailoverAborted, "No winner in time, and the old primary is back with its data: it goes on."),
        new(DemotingOldPrimary, StopSeen, DemotingOldPrimary, OldPrimaryStopped, "The lease is free or expired for the first time: the election has 10 s for reachable standbys to stop receiving."),
        new(DemotingOldPrimary, Otherwise, DemotingOldPrimary, FailoverWaiting, "The lease is held, or the election lacks standbys: the message says how many."),

        new(PromotingNewPrimary, LeftAlone, PromotingNewPrimary, null, "The cluster is paused or being deleted."),
        new(PromotingNewPrimary, CandidatePromoted, ReconfiguringReplicas, PrimaryPromoted, "The candidate holds the lease and is primary on a higher timeline: it becomes the current primary."),
        new(PromotingNewPrimary, CandidateFailed, DemotingOldPrimary, CandidateLost, "The lease is free or expired, and the candidate says it cannot, or its 10 s are over: elect again."),
        new(PromotingNewPrimary, Otherwise, PromotingNewPrimary, null, "The candidate takes the lease and leaves recovery."),

        new(ReconfiguringReplicas, LeftAlone, ReconfiguringReplicas, null, "The cluster is paused or being deleted."),
        new(ReconfiguringReplicas, NewPrimaryLost, Initiated, FailoverInitiated, "The lease is free or expired again and a standby is eligible: a new failover, away from the new primary."),
        new(ReconfiguringReplicas, AllFollow, Stable, FailoverCompleted, "Every member that can be reached streams from the new primary."),
        new(ReconfiguringReplicas, FollowingTimedOut, Stable, FailoverCompleted, "30 s are over: whoever does not follow yet goes on trying."),
        new(ReconfiguringReplicas, Otherwise, ReconfiguringReplicas, null, "Standbys change over to the new primary; the old one rewinds or is cloned."),
    ];
}
