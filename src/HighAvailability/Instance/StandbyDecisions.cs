namespace Howdah.HighAvailability.Instance;

/// <summary>What an instance does that is not to be the primary.</summary>
internal static class StandbyDecisions
{
    public static InstanceDecision Run(InstanceStanding standing)
    {
        if (standing.RunsAsPrimary || standing.LeaseIsOurs)
        {
            return standing.StopAndRelease(ServerGoal.StopImmediate, DecisionReasons.NotPrimary,
                $"{standing.Cluster.CurrentPrimary ?? "Nobody"} is the primary, not {standing.Name}");
        }

        return standing.Failover.State is FailoverState.DemotingOldPrimary or FailoverState.PromotingNewPrimary
            ? DuringFailover(standing)
            : Follow(standing);
    }

    private static InstanceDecision DuringFailover(InstanceStanding standing)
    {
        var supervisor = standing.Supervisor;
        if (supervisor.Data != DataDirectoryState.Ready || supervisor.RewindFailed || !supervisor.HasStandbySignal)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.FailoverRunning);
        }

        var receivesToTheEnd = standing.Failover is { Planned: true, State: FailoverState.DemotingOldPrimary } && standing.Observation.Server?.WalReceiverActive == true;
        return receivesToTheEnd
            ? new InstanceDecision(LeaseAction.None, ServerGoal.RunStandby, DecisionReasons.FollowToTheEnd) { Source = standing.CurrentPrimary }
            : new InstanceDecision(LeaseAction.None, ServerGoal.RunStandby, DecisionReasons.FenceStandby) { FenceFor = standing.Failover.Id };
    }

    private static InstanceDecision Follow(InstanceStanding standing)
    {
        var supervisor = standing.Supervisor;
        if (standing.CurrentPrimary is not { } source || standing.Cluster.SystemIdentifier is null)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.NoPrimary);
        }

        if (Rebuild(standing) is { } rebuild)
        {
            return standing.RolesAreSettled
                ? rebuild with { Source = source }
                : new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.FailoverRunning);
        }

        return standing.RestartDue
            ? new InstanceDecision(LeaseAction.None, ServerGoal.Restart, DecisionReasons.RestartStandby) { Source = source }
            : new InstanceDecision(LeaseAction.None, ServerGoal.RunStandby, DecisionReasons.RunStandby) { Source = source };
    }

    /// <summary>Why the data directory cannot simply follow the primary, and what is done about it.</summary>
    private static InstanceDecision? Rebuild(InstanceStanding standing)
    {
        var supervisor = standing.Supervisor;
        var observation = standing.Observation;
        if (supervisor.Data != DataDirectoryState.Ready)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Clone, DecisionReasons.Clone);
        }

        if (supervisor.RewindFailed)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Clone, DecisionReasons.RewindFailed) { Message = supervisor.OperationError };
        }

        var timeline = Math.Max(supervisor.Control?.Timeline ?? 0, observation.Server?.Timeline ?? 0);
        if (!supervisor.HasStandbySignal)
        {
            return supervisor.UnconfirmedPromotion || (standing.Cluster.Timeline is { } current && timeline >= current)
                ? new InstanceDecision(LeaseAction.None, ServerGoal.Clone, DecisionReasons.UnconfirmedPromotion)
                : new InstanceDecision(LeaseAction.None, ServerGoal.Rewind, DecisionReasons.Rewind);
        }

        if (observation.SlotLost)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Clone, DecisionReasons.SlotLost);
        }

        return observation.NotStreamingFor >= InstancePolicy.DivergedAfter && timeline < standing.Cluster.Timeline
            ? new InstanceDecision(LeaseAction.None, ServerGoal.Rewind, DecisionReasons.Diverged)
            : null;
    }
}
