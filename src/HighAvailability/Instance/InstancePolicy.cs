namespace Howdah.HighAvailability.Instance;

/// <summary>
/// What one agent does next with its lease and its server. Asked again whenever anything has changed, and at least as often as the lease is renewed.
/// Before an <see cref="LeaseAction.Acquire"/> is carried out the agent reads the PostgresCluster anew from the server and asks once more; the Lease is then
/// written by compare-and-swap on the record read before that.
/// </summary>
public static class InstancePolicy
{
    /// <summary>After a primary was given up because it could not be started, for this long nobody tries; then, if no standby could take over, it tries again.</summary>
    public static readonly TimeSpan GiveUpPause = TimeSpan.FromSeconds(15);

    /// <summary>A standby on an older timeline that has had nothing to receive for this long has left the primary's history: it is rewound.</summary>
    public static readonly TimeSpan DivergedAfter = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A running server that gives nobody a new connection for this long is killed and started again: a third of what a primary may take to be brought back, at least
    /// 5 s. Far beyond what a loaded postmaster needs to fork.
    /// </summary>
    public static TimeSpan StalledAfter(TimeSpan primaryRestartTimeout) =>
        primaryRestartTimeout / 3 > LeastStall ? primaryRestartTimeout / 3 : LeastStall;

    private static readonly TimeSpan LeastStall = TimeSpan.FromSeconds(5);

    public static InstanceDecision Decide(InstanceObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var standing = new InstanceStanding(observation);
        var supervisor = observation.Supervisor;
        if (supervisor.Terminating)
        {
            return standing.StopAndRelease(ServerGoal.StopFast, DecisionReasons.PodTerminating);
        }

        if (observation.AgentTerminating)
        {
            return new InstanceDecision(standing.KeepLease, ServerGoal.Wait, DecisionReasons.AgentTerminating);
        }

        if (observation.Cluster is not { } cluster)
        {
            return new InstanceDecision(standing.KeepLease, ServerGoal.Wait, DecisionReasons.ClusterUnknown);
        }

        if (supervisor.Data == DataDirectoryState.Locked)
        {
            return new InstanceDecision(LeaseAction.None, ServerGoal.Wait, DecisionReasons.VolumeLocked)
            {
                Message = "Processes of an earlier pod still hold the volume's lock",
            };
        }

        if (cluster.Deleting)
        {
            return standing.StopAndRelease(ServerGoal.StopFast, DecisionReasons.ClusterDeleting);
        }

        if (standing.IsDemoted)
        {
            var clean = standing.Failover is { Planned: true, State: FailoverState.DemotingOldPrimary };
            return standing.StopAndRelease(clean ? ServerGoal.StopFast : ServerGoal.StopImmediate, DecisionReasons.Demoted);
        }

        if (cluster.Fenced.Contains(observation.Name))
        {
            return new InstanceDecision(standing.KeepLease, ServerGoal.StopFast, DecisionReasons.Fenced);
        }

        if (supervisor.Control is { } control && cluster.SystemIdentifier is { } identifier && control.SystemIdentifier != identifier)
        {
            return standing.StopAndRelease(ServerGoal.StopImmediate, DecisionReasons.WrongSystemIdentifier,
                $"The data directory belongs to the database system {control.SystemIdentifier}, not {identifier}");
        }

        if (supervisor.Operation is { } operation)
        {
            return new InstanceDecision(standing.KeepLease, ServerGoal.Wait, DecisionReasons.OperationRunning) { Message = $"{operation} {supervisor.Progress}".TrimEnd() };
        }

        if (standing.IsStalled)
        {
            return new InstanceDecision(standing.KeepLease, ServerGoal.StopImmediate, DecisionReasons.ServerStalled)
            {
                Message = $"No new connection for {observation.ServerStalledFor!.Value.TotalSeconds:0} s: the server is killed and started again",
            };
        }

        if (standing.IsPromoted)
        {
            return PrimaryDecisions.Promote(standing);
        }

        return standing.IsCurrentPrimary && standing.Failover.State is not (FailoverState.DemotingOldPrimary or FailoverState.PromotingNewPrimary)
            ? PrimaryDecisions.Run(standing)
            : StandbyDecisions.Run(standing);
    }

    /// <summary>
    /// What the report says in <see cref="InstanceReport.FencedFor"/>: the failover's id once the running standby follows nobody and has no walreceiver left.
    /// </summary>
    public static string? FencedFor(InstanceObservation observation, InstanceDecision decision)
    {
        ArgumentNullException.ThrowIfNull(observation);
        ArgumentNullException.ThrowIfNull(decision);
        return decision.FenceFor is { } id && observation is { Supervisor.Server: ServerState.Running, Server: { InRecovery: true, WalReceiverActive: false, Follows: null } }
            ? id
            : null;
    }
}
