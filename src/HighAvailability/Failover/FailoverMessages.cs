using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Failover;

/// <summary>Sentences for status.failover.message and for events. Null: the row has nothing to say and leaves the message as it is.</summary>
internal static class FailoverMessages
{
    public static string? Of(FailoverTransition row, FailoverFacts facts)
    {
        var primary = facts.Primary;
        var progress = facts.Progress;
        return row.Trigger switch
        {
            FailoverTrigger.PrimaryFenced when facts.LeaseGone => $"{primary} is fenced; no standby takes over until it is released",
            FailoverTrigger.SwitchoverImpossible => $"{facts.Observation.SwitchoverTo} cannot take over from {primary}: {facts.SwitchoverObstacle(facts.Observation.SwitchoverTo!)}",
            FailoverTrigger.PrimaryLost or FailoverTrigger.NewPrimaryLost => $"{LostPrimary(facts)}; {facts.Eligible.Count} standby(s) can take over",
            FailoverTrigger.PrimaryLostWithoutStandby => $"{LostPrimary(facts)}, and no standby can take over: {Obstacles(facts)}",
            FailoverTrigger.SwitchoverAsked => $"Switchover from {primary} to {facts.Observation.SwitchoverTo}",
            FailoverTrigger.RollingUpdateAsked => $"Switchover from {primary} to {facts.Observation.RollingUpdateTo} for a rolling update",
            FailoverTrigger.OldPrimaryGone => $"{progress.From} was lost during the switchover; going on as a failover",
            FailoverTrigger.CleanStopFailed => $"{progress.From} did not shut down cleanly; going on as a failover",
            FailoverTrigger.Planned => $"Waiting for {progress.To} to close up with {progress.From}",
            FailoverTrigger.Unplanned => $"Waiting for {progress.From} to stop and for standbys to stop receiving",
            FailoverTrigger.CandidateCloseUp => $"{progress.To} has closed up; {progress.From} is shutting down",
            FailoverTrigger.CandidateUnfit => $"{progress.To} can no longer take over; {progress.From} goes on",
            FailoverTrigger.CatchupTimedOut => $"{progress.To} did not close up in time; {progress.From} goes on",
            FailoverTrigger.CandidateIncomplete => $"{progress.To} did not receive the end of {progress.From}'s WAL; {progress.From} goes on",
            FailoverTrigger.OldPrimaryReturned => $"{progress.From} holds the lease again and goes on",
            FailoverTrigger.OldPrimaryIntact => $"{progress.From} is back with its data and no standby could be elected ({facts.Election.Message}); it goes on",
            FailoverTrigger.StopSeen => Stopped(facts),
            FailoverTrigger.Elected => $"{facts.Election.Winner} takes over from {progress.From}: {facts.Election.Message}",
            FailoverTrigger.CandidatePromoted => $"{progress.To} is primary on timeline {facts.Candidate?.Timeline}",
            FailoverTrigger.CandidateFailed => $"{progress.To} did not become primary; electing again",
            FailoverTrigger.AllFollow => $"{primary} is primary and every reachable member follows it",
            FailoverTrigger.FollowingTimedOut => $"{primary} is primary; not following it yet: {List(facts.NotFollowing)}",
            FailoverTrigger.Otherwise when row.From == FailoverState.DemotingOldPrimary => Waiting(facts),
            _ => null,
        };
    }

    private static string LostPrimary(FailoverFacts facts) => facts.Observation.Lease == LeaseView.Free
        ? $"{facts.Primary} has given up the lease"
        : $"The lease of {facts.Primary} has expired";

    private static string Stopped(FailoverFacts facts) => facts.Observation.Lease == LeaseView.Free
        ? $"{facts.Progress.From} has stopped and given up the lease"
        : $"The lease of {facts.Progress.From} has expired";

    /// <summary>Says "still" once the deadline is over, which makes it a new message: worth an event.</summary>
    private static string Waiting(FailoverFacts facts) => facts.DeadlinePassed ? $"Still waiting: {Lacking(facts)}" : Lacking(facts);

    private static string Lacking(FailoverFacts facts) => facts.LeaseGone
        ? facts.Election.Winner is null ? facts.Election.Message : $"Waiting for {List(facts.StillReceiving)} to stop receiving"
        : $"Waiting for {facts.Observation.LeaseHolder ?? facts.Progress.From} to stop and give up the lease, or for the lease to expire";

    private static string Obstacles(FailoverFacts facts)
    {
        var told = facts.Observation.Reports
            .Where(report => report.Name != facts.Primary)
            .Select(report => $"{report.Name}: {Eligibility.Obstacle(facts.Cluster, report, facts.Primary)}");
        var silent = facts.Observation.Unreachable.Where(name => name != facts.Primary).Select(name => $"{name}: its agent does not answer");
        return List(told.Concat(silent));
    }

    private static string List(IEnumerable<string> names)
    {
        var list = string.Join(", ", names.Order(StringComparer.Ordinal));
        return list.Length == 0 ? "none" : list;
    }
}
