using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Failover;

/// <summary>What taking a row of the transition table does.</summary>
internal static class FailoverEffects
{
    public static FailoverStep Apply(FailoverTransition row, FailoverFacts facts)
    {
        var step = row.Trigger switch
        {
            FailoverTrigger.PrimaryLost => Begin(row, facts, LossReason(facts), planned: false, to: null),
            FailoverTrigger.NewPrimaryLost => Begin(row, facts, LossReason(facts), planned: false, to: null) with { Completed = Completed(facts) },
            FailoverTrigger.SwitchoverAsked => Begin(row, facts, FailoverReason.Switchover, planned: true, facts.Observation.SwitchoverTo),
            FailoverTrigger.RollingUpdateAsked => Begin(row, facts, FailoverReason.RollingUpdate, planned: true, facts.Observation.RollingUpdateTo),
            FailoverTrigger.SwitchoverToPrimary => Stay(row, facts) with { SwitchoverAnswered = true },
            FailoverTrigger.SwitchoverImpossible => Stay(row, facts) with
            {
                SwitchoverAnswered = true,
                Event = new FailoverEvent(row.Event!, FailoverMessages.Of(row, facts)!, Warning: true),
            },
            FailoverTrigger.Planned => Move(row, facts, FailoverTimes.Catchup),
            FailoverTrigger.Unplanned => Move(row, facts, facts.Cluster.LeaseDuration + FailoverTimes.UnplannedStop),
            FailoverTrigger.CandidateCloseUp => Move(row, facts, FailoverTimes.PlannedStop),
            FailoverTrigger.OldPrimaryGone or FailoverTrigger.CleanStopFailed => Force(row, facts),
            FailoverTrigger.StopSeen => Move(row, facts, FailoverTimes.Election),
            FailoverTrigger.Elected => Move(row, facts, FailoverTimes.Promotion, to: facts.Election.Winner),
            FailoverTrigger.CandidateFailed => Move(row, facts, FailoverTimes.Election),
            FailoverTrigger.CandidatePromoted => Move(row, facts, FailoverTimes.Reconfiguration) with
            {
                CurrentPrimary = facts.Progress.To,
                Timeline = facts.Candidate?.Timeline,
            },
            FailoverTrigger.CandidateUnfit or FailoverTrigger.CatchupTimedOut or FailoverTrigger.CandidateIncomplete
                or FailoverTrigger.OldPrimaryIntact or FailoverTrigger.OldPrimaryReturned => Abort(row, facts),
            FailoverTrigger.AllFollow or FailoverTrigger.FollowingTimedOut => Complete(row, facts),
            FailoverTrigger.Otherwise when row.From == FailoverState.Stable && facts.Observation.Lease == LeaseView.Held =>
                Settled(row, facts),
            _ => Stay(row, facts),
        };
        return step with { RequeueAfter = step.Next.State == FailoverState.Stable ? FailoverTimes.RequeueStable : FailoverTimes.RequeueFailover };
    }

    private static FailoverStep Begin(FailoverTransition row, FailoverFacts facts, FailoverReason reason, bool planned, string? to)
    {
        var message = FailoverMessages.Of(row, facts);
        var next = new FailoverProgress
        {
            State = row.To,
            Id = facts.Observation.NewId,
            Reason = reason,
            Planned = planned,
            From = facts.Primary,
            To = to,
            StartedAt = facts.Observation.Now,
            Message = message,
        };
        return new FailoverStep { Transition = row, Next = next, Event = new FailoverEvent(row.Event!, message!, Warning: !planned) };
    }

    private static FailoverStep Move(FailoverTransition row, FailoverFacts facts, TimeSpan within, string? to = null)
    {
        var message = FailoverMessages.Of(row, facts);
        var next = facts.Progress with
        {
            State = row.To,
            To = to ?? facts.Progress.To,
            Deadline = facts.Observation.Now + within,
            Message = message,
        };
        return new FailoverStep { Transition = row, Next = next, Event = new FailoverEvent(row.Event!, message!) };
    }

    /// <summary>A switchover whose old primary is lost goes on as a failover, under the same id: what standbys promised for it stays promised.</summary>
    private static FailoverStep Force(FailoverTransition row, FailoverFacts facts)
    {
        var within = facts.LeaseGone ? FailoverTimes.Election : facts.Cluster.LeaseDuration + FailoverTimes.UnplannedStop;
        var step = Move(row, facts, within);
        return step with
        {
            Next = step.Next with { Planned = false, To = null },
            Event = step.Event! with { Warning = true },
            SwitchoverAnswered = facts.Progress.Reason == FailoverReason.Switchover,
        };
    }

    private static FailoverStep Abort(FailoverTransition row, FailoverFacts facts)
    {
        var message = FailoverMessages.Of(row, facts)!;
        return new FailoverStep
        {
            Transition = row,
            Next = new FailoverProgress { State = FailoverState.Stable, Deadline = facts.Observation.Now + FailoverTimes.Return, Message = message },
            Event = new FailoverEvent(row.Event!, message, Warning: true),
            SwitchoverAnswered = facts.Progress.Reason == FailoverReason.Switchover,
        };
    }

    private static FailoverStep Complete(FailoverTransition row, FailoverFacts facts) => new()
    {
        Transition = row,
        Next = FailoverProgress.None,
        Event = new FailoverEvent(row.Event!, FailoverMessages.Of(row, facts)!),
        Completed = Completed(facts),
        SwitchoverAnswered = facts.Progress.Reason == FailoverReason.Switchover,
    };

    private static CompletedFailover Completed(FailoverFacts facts) => new()
    {
        Id = facts.Progress.Id ?? "",
        Reason = facts.Progress.Reason,
        From = facts.Progress.From,
        To = facts.Progress.To,
        StartedAt = facts.Progress.StartedAt,
        CompletedAt = facts.Observation.Now,
        Timeline = facts.Cluster.Timeline,
    };

    private static FailoverStep Settled(FailoverTransition row, FailoverFacts facts) =>
        new() { Transition = row, Next = facts.Progress == FailoverProgress.None ? facts.Progress : FailoverProgress.None };

    /// <summary>Nothing moves; a message that has changed is worth an event where the row names one, unless it is within the time it may take.</summary>
    private static FailoverStep Stay(FailoverTransition row, FailoverFacts facts)
    {
        var message = FailoverMessages.Of(row, facts);
        var changed = message is not null && message != facts.Progress.Message;
        return new FailoverStep
        {
            Transition = row,
            Next = changed ? facts.Progress with { Message = message } : facts.Progress,
            Event = changed && facts.DeadlinePassed && row.Event is { } reason ? new FailoverEvent(reason, message!, Warning: true) : null,
        };
    }

    private static FailoverReason LossReason(FailoverFacts facts)
    {
        if (facts.ReportOf(facts.Primary) is { SystemIdentifier: null, Role: InstanceRole.None, State: not InstanceState.Unknown })
        {
            return FailoverReason.PrimaryDataLost;
        }

        return facts.Observation.Lease == LeaseView.Free ? FailoverReason.PrimaryReleased : FailoverReason.LeaseExpired;
    }
}
