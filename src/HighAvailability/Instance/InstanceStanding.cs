using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Instance;

/// <summary>What an observation means for its instance: who it is to be, and what it may do.</summary>
internal sealed class InstanceStanding(InstanceObservation observation)
{
    public InstanceObservation Observation { get; } = observation;

    public ClusterState Cluster { get; } = observation.Cluster ?? new ClusterState();

    public FailoverProgress Failover => Cluster.Failover;

    public SupervisorReport Supervisor => Observation.Supervisor;

    public string Name => Observation.Name;

    /// <summary>The lease is ours, whether or not we can prove for how long: it may be given up after a verified stop.</summary>
    public bool LeaseIsOurs => Observation.HoldsLease || (Observation.LeaseHeldByPredecessor && Supervisor.Data != DataDirectoryState.Locked);

    /// <summary>Nobody else can be running on the lease.</summary>
    public bool LeaseCanBeTaken =>
        Observation.Lease is LeaseView.Free or LeaseView.Expired || (Observation.LeaseHeldByPredecessor && Supervisor.Data != DataDirectoryState.Locked);

    public bool IsCurrentPrimary => Cluster.CurrentPrimary == Name;

    /// <summary>The failover takes the role away from this instance and it has to stop.</summary>
    public bool IsDemoted => Failover.From == Name && Failover.State is FailoverState.DemotingOldPrimary or FailoverState.PromotingNewPrimary;

    public bool IsPromoted => Failover.To == Name && Failover.State == FailoverState.PromotingNewPrimary;

    /// <summary>The current primary may take the lease only while no failover is under way, or once it is the result of one.</summary>
    public bool MayTakeLeaseAsPrimary =>
        IsCurrentPrimary && (Failover.State == FailoverState.Stable || (Failover.State == FailoverState.ReconfiguringReplicas && Failover.To == Name));

    /// <summary>Roles are settled: data directories may be rewound and cloned against the current primary.</summary>
    public bool RolesAreSettled => Failover.State is FailoverState.Stable or FailoverState.ReconfiguringReplicas;

    public bool HasOtherMembers => Cluster.Members.Any(member => member.Name != Name);

    public Member? CurrentPrimary => IsCurrentPrimary ? null : Cluster.Members.FirstOrDefault(member => member.Name == Cluster.CurrentPrimary);

    public bool ServerRuns => Supervisor.Server is ServerState.Running or ServerState.Starting or ServerState.Stopping || Supervisor.PostmasterPid != 0;

    /// <summary>A running server that is, or may be, out of recovery.</summary>
    public bool RunsAsPrimary => ServerRuns && !(Observation.Server?.InRecovery ?? Supervisor.HasStandbySignal);

    /// <summary>The server runs and answers nobody new. Once it is being stopped this is over.</summary>
    public bool IsStalled => Supervisor.Server == ServerState.Running && Observation.ServerStalledFor >= InstancePolicy.StalledAfter(Cluster.PrimaryRestartTimeout);

    public bool RestartDue =>
        Cluster.Restart is { } order && order.Instance == Name && Supervisor.Server == ServerState.Running
        && Supervisor.ConfigHash == order.ConfigHash && Supervisor.RunningConfigHash != order.ConfigHash;

    /// <summary>Keep what is ours while the server still runs or stops.</summary>
    public LeaseAction KeepLease => Observation.HoldsLease ? LeaseAction.Renew : LeaseAction.None;

    /// <summary>Stop, and only then give the lease up.</summary>
    public InstanceDecision StopAndRelease(ServerGoal stop, string reason, string? message = null) =>
        new(Supervisor.VerifiedStopped ? LeaseIsOurs ? LeaseAction.Release : LeaseAction.None : KeepLease, stop, reason) { Message = message };
}
