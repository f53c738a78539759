using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Failover;

/// <summary>When each trigger of the transition table holds.</summary>
internal static class FailoverGuards
{
    public static bool Holds(FailoverTrigger trigger, FailoverFacts facts) => trigger switch
    {
        FailoverTrigger.LeftAlone => facts.Observation.Paused || facts.Cluster.Deleting,
        FailoverTrigger.NotInitialised => facts.Primary is null || facts.Cluster.SystemIdentifier is null,
        FailoverTrigger.SingleInstance => facts.LeaseGone && facts.Cluster.Members.All(member => member.Name == facts.Primary),
        FailoverTrigger.PrimaryFenced => facts.Cluster.Fenced.Contains(facts.Primary!),
        FailoverTrigger.PrimaryMayReturn => facts.LeaseGone && facts.Progress.Deadline is not null && !facts.DeadlinePassed,
        FailoverTrigger.PrimaryLost => facts.LeaseGone && facts.Eligible.Count > 0,
        FailoverTrigger.PrimaryLostWithoutStandby => facts.LeaseGone,
        FailoverTrigger.SwitchoverToPrimary => facts.Observation.SwitchoverTo == facts.Primary,
        FailoverTrigger.SwitchoverImpossible => facts.Observation is { SwitchoverTo: { } name, Lease: not LeaseView.Unknown } && facts.SwitchoverObstacle(name) is not null,
        FailoverTrigger.SwitchoverAsked => facts.Observation is { SwitchoverTo: { } name } && facts.SwitchoverObstacle(name) is null,
        FailoverTrigger.RollingUpdateAsked =>
            facts.Observation is { RollingUpdateTo: { } name } && name != facts.Primary && facts.SwitchoverObstacle(name) is null,
        FailoverTrigger.LeaseUnknown => facts.Observation.Lease == LeaseView.Unknown,
        FailoverTrigger.OldPrimaryGone => facts.Progress.Planned && facts.LeaseGone,
        FailoverTrigger.Planned => facts.Progress.Planned,
        FailoverTrigger.OldPrimaryReturned => facts.Observation.Lease == LeaseView.Held && facts.Observation.LeaseHolder == facts.Progress.From,
        FailoverTrigger.Unplanned => !facts.Progress.Planned,
        FailoverTrigger.CandidateUnfit => facts.CandidateUnable,
        FailoverTrigger.CandidateCloseUp => CandidateCloseUp(facts),
        FailoverTrigger.CatchupTimedOut => facts.DeadlinePassed,
        FailoverTrigger.Elected => Elected(facts),
        FailoverTrigger.CandidateIncomplete => CandidateIncomplete(facts),
        FailoverTrigger.CleanStopFailed => CleanStopFailed(facts),
        FailoverTrigger.OldPrimaryIntact => facts.DeadlinePassed && facts.Election.Winner is null && facts.OldPrimaryIntact,
        FailoverTrigger.StopSeen =>
            facts.LeaseGone && (facts.Progress.Deadline is not { } deadline || deadline - facts.Observation.Now > FailoverTimes.Election),
        FailoverTrigger.CandidatePromoted => CandidatePromoted(facts),
        FailoverTrigger.CandidateFailed => facts.LeaseGone && (facts.DeadlinePassed || facts.CandidateUnable),
        FailoverTrigger.NewPrimaryLost => facts.LeaseGone && !facts.Cluster.Fenced.Contains(facts.Primary!) && facts.Eligible.Count > 0,
        FailoverTrigger.AllFollow => facts.Observation.Lease == LeaseView.Held && !facts.NotFollowing.Any(),
        FailoverTrigger.FollowingTimedOut => facts.DeadlinePassed,
        FailoverTrigger.Otherwise => true,
        _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "The transition table has a trigger without a guard."),
    };

    private static bool CandidateCloseUp(FailoverFacts facts) =>
        facts.Candidate is { } candidate
        && Eligibility.Obstacle(facts.Cluster, candidate, facts.Primary) is null
        && facts.ReportOf(facts.Primary)?.Standbys.FirstOrDefault(standby => standby.Name == facts.Progress.To) is
        { State: "streaming", LagBytes: < FailoverTimes.CatchupLagBytes };

    /// <summary>
    /// With an asynchronous cluster any standby that has stopped receiving could win: the others that can be reached are given until the deadline, so that the
    /// most advanced one does.
    /// </summary>
    private static bool Elected(FailoverFacts facts) =>
        facts.LeaseGone
        && facts.Election.Winner is not null
        && (facts.Progress.Planned || facts.Cluster.Synchronous is { Number: > 0 } || facts.DeadlinePassed || !facts.StillReceiving.Any());

    private static bool CandidateIncomplete(FailoverFacts facts) =>
        facts.Progress.Planned
        && facts.LeaseGone
        && facts.OldPrimaryShutDownCleanly
        && facts.OldPrimaryIntact
        && (facts.DeadlinePassed
            || facts.CandidateUnable
            || (facts.Candidate is { } candidate && candidate.FencedFor == facts.Progress.Id
                && candidate.FlushedLsn <= facts.ReportOf(facts.Progress.From)!.CheckpointLsn));

    private static bool CleanStopFailed(FailoverFacts facts) =>
        facts.Progress.Planned
        && (facts.Observation.Lease == LeaseView.Expired
            || facts.DeadlinePassed
            || (facts.LeaseGone && facts.ReportOf(facts.Progress.From) is { State: InstanceState.Stopped } && !facts.OldPrimaryShutDownCleanly));

    private static bool CandidatePromoted(FailoverFacts facts) =>
        facts.Observation.Lease == LeaseView.Held
        && facts.Observation.LeaseHolder == facts.Progress.To
        && facts.Candidate is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true, Timeline: { } timeline } candidate
        && candidate.SystemIdentifier == facts.Cluster.SystemIdentifier
        && timeline > (facts.Cluster.Timeline ?? 0);
}
