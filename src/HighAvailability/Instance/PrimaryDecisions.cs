using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Instance;

/// <summary>What the instance does that is, or is to become, the primary.</summary>
internal static class PrimaryDecisions
{
    /// <summary>This instance won the election: take the lease, leave recovery.</summary>
    public static InstanceDecision Promote(InstanceStanding standing)
    {
        var fence = standing.Failover.Id;
        if (standing.Supervisor.Data != DataDirectoryState.Ready || standing.Supervisor.RewindFailed)
        {
            return standing.StopAndRelease(ServerGoal.StopImmediate, DecisionReasons.CannotBePromoted, "The data directory is not usable");
        }

        if (standing.Observation.HoldsLease)
        {
            return PermitEnded(standing) ?? Primary(standing, LeaseAction.Renew, DecisionReasons.Promote);
        }

        if (standing.RunsAsPrimary && standing.Supervisor.PermitMilliseconds == 0)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.StopImmediate, DecisionReasons.NoLease);
        }

        if (standing.LeaseCanBeTaken)
        {
            return Primary(standing, LeaseAction.Acquire, DecisionReasons.Promote);
        }

        if (standing.RunsAsPrimary)
        {
            return WithoutLease(standing);
        }

        var goal = standing.Supervisor.HasStandbySignal ? ServerGoal.RunStandby : ServerGoal.Wait;
        return new InstanceDecision(LeaseAction.None, goal, DecisionReasons.PromotionWaitsForLease) { FenceFor = fence };
    }

    /// <summary>This instance is the current primary.</summary>
    public static InstanceDecision Run(InstanceStanding standing)
    {
        var supervisor = standing.Supervisor;
        if (supervisor.Data != DataDirectoryState.Ready || supervisor.RewindFailed)
        {
            return WithoutData(standing);
        }

        if (GivenUp(standing))
        {
            var decision = standing.StopAndRelease(ServerGoal.StopImmediate, DecisionReasons.PrimaryGivenUp,
                $"PostgreSQL could not be brought back within {standing.Cluster.PrimaryRestartTimeout.TotalSeconds:0} s: {supervisor.ServerError}");

            // Processes that hang in the kernel outlive SIGKILL for as long as their disk hangs; they answer nobody any more.
            return supervisor.VerifiedStopped ? decision : decision with { Lease = LeaseAction.Lapse };
        }

        if (standing.Observation.HoldsLease)
        {
            return PermitEnded(standing)
                ?? (standing.RestartDue
                    ? new InstanceDecision(LeaseAction.Renew, ServerGoal.Restart, DecisionReasons.RestartPrimary)
                    : Primary(standing, LeaseAction.Renew, DecisionReasons.RunPrimary));
        }

        if (standing.RunsAsPrimary && supervisor.PermitMilliseconds == 0)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.StopImmediate, DecisionReasons.NoLease);
        }

        if (standing.MayTakeLeaseAsPrimary && standing.LeaseCanBeTaken)
        {
            return Primary(standing, LeaseAction.Acquire, DecisionReasons.RunPrimary);
        }

        return standing.RunsAsPrimary
            ? WithoutLease(standing)
            : new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.WaitForLease);
    }

    private static InstanceDecision Primary(InstanceStanding standing, LeaseAction lease, string reason) => new(lease, ServerGoal.RunPrimary, reason)
    {
        PromoteAbove = standing.Cluster.Timeline,
        PromotionFor = standing.IsPromoted ? standing.Failover.Id : null,
        ConfirmPromotion = standing.IsCurrentPrimary && standing.Supervisor.UnconfirmedPromotion,
    };

    /// <summary>A server out of recovery whose supervisor has no permit is being stopped: see it through, then start again with a new permit.</summary>
    private static InstanceDecision? PermitEnded(InstanceStanding standing) =>
        standing.RunsAsPrimary && standing.Supervisor.PermitMilliseconds == 0
            ? new InstanceDecision(LeaseAction.Renew, ServerGoal.StopImmediate, DecisionReasons.PermitEnded)
            : null;

    /// <summary>
    /// Runs on a permit that has not ended, without a lease that could be renewed: before the lease was ever read, the permit alone decides; once it is
    /// somebody else's, or may not be taken, stop.
    /// </summary>
    private static InstanceDecision WithoutLease(InstanceStanding standing) =>
        standing.Observation.Lease == LeaseView.Unknown
            ? new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.WaitForLease)
            : new InstanceDecision(LeaseAction.None, ServerGoal.StopImmediate, DecisionReasons.NoLease);

    private static InstanceDecision WithoutData(InstanceStanding standing)
    {
        if (standing.Cluster.SystemIdentifier is not null)
        {
            return standing.StopAndRelease(ServerGoal.StopImmediate, DecisionReasons.DataLost, "The data directory of the primary is lost or not usable");
        }

        if (standing.Observation.HoldsLease)
        {
            return new InstanceDecision(LeaseAction.Renew, ServerGoal.Initialize, DecisionReasons.Initialize);
        }

        return standing.MayTakeLeaseAsPrimary && standing.LeaseCanBeTaken
            ? new InstanceDecision(LeaseAction.Acquire, ServerGoal.Initialize, DecisionReasons.Initialize)
            : new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.WaitForLease);
    }

    /// <summary>
    /// Tried for the restart timeout, then given up for <see cref="InstancePolicy.GiveUpPause"/>, in turn: if nobody could take over, the old primary is still the
    /// best there is.
    /// </summary>
    private static bool GivenUp(InstanceStanding standing)
    {
        if (standing.Observation.PrimaryDownFor is not { } down || !standing.HasOtherMembers)
        {
            return false;
        }

        var turn = standing.Cluster.PrimaryRestartTimeout + InstancePolicy.GiveUpPause;
        return TimeSpan.FromTicks(down.Ticks % turn.Ticks) >= standing.Cluster.PrimaryRestartTimeout;
    }
}
