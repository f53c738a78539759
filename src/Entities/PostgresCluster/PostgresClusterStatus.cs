using Howdah.Kubernetes.Entities;

namespace Howdah.Entities.PostgresCluster;

/// <summary>What the operator has seen. Written by the operator alone; failover by compare-and-swap on the resource version.</summary>
public sealed class PostgresClusterStatus
{
    public long? ObservedGeneration { get; set; }

    /// <summary>One word for the column: Bootstrapping, Ready, Progressing, Degraded, FailingOver, Fenced, Paused, Invalid, Deleting.</summary>
    public string? Phase { get; set; }

    /// <summary>The number of instances that exist, for the scale subresource.</summary>
    public int? Instances { get; set; }

    public int? ReadyInstances { get; set; }

    /// <summary>Label selector of the pods, for the scale subresource.</summary>
    public string? Selector { get; set; }

    public string? CurrentPrimary { get; set; }

    /// <summary>Differs from the current primary only while the role moves.</summary>
    public string? TargetPrimary { get; set; }

    public int? Timeline { get; set; }

    /// <summary>PostgreSQL's database system identifier (64 bits, as text); recorded at bootstrap, never changed.</summary>
    public string? SystemIdentifier { get; set; }

    /// <summary>PostgreSQL's version as the primary reports it, for example 15.18.</summary>
    public string? PostgresVersion { get; set; }

    public FailoverStatus? Failover { get; set; }

    public LastFailover? LastFailover { get; set; }

    /// <summary>What the primary waits for; standbys elect by it. Written before the primary may use it.</summary>
    public SynchronousStatus? Synchronous { get; set; }

    /// <summary>The instance that may restart now to take a new configuration.</summary>
    public RestartStatus? Restart { get; set; }

    /// <summary>List-map keyed by name.</summary>
    public List<InstanceStatus>? Members { get; set; }

    /// <summary>List-map keyed by type.</summary>
    public List<V1Condition>? Conditions { get; set; }
}

/// <summary>The failover state machine's state: <c>Howdah.HighAvailability.FailoverState</c> by name.</summary>
public sealed class FailoverStatus
{
    /// <summary>Stable, Initiated, WaitingForCatchup, DemotingOldPrimary, PromotingNewPrimary, ReconfiguringReplicas.</summary>
    public string State { get; set; } = "Stable";

    public string? Id { get; set; }

    /// <summary>CamelCase: LeaseExpired, PrimaryReleased, Switchover, PrimaryRestartTimeout...</summary>
    public string? Reason { get; set; }

    /// <summary>True when the old primary was asked to hand over, and stops cleanly.</summary>
    public bool? Planned { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    public string? Message { get; set; }
}

public sealed class LastFailover
{
    public string? Id { get; set; }

    public string? Reason { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    public int? Timeline { get; set; }
}

public sealed class SynchronousStatus
{
    public int Number { get; set; }

    public List<string> Standbys { get; set; } = [];

    /// <summary>The primary's own setting, as it last reported it.</summary>
    public string? Applied { get; set; }
}

public sealed class RestartStatus
{
    public string Instance { get; set; } = "";

    /// <summary>The configuration hash it is to run with.</summary>
    public string ConfigHash { get; set; } = "";
}

/// <summary>One instance. Fast-changing numbers are refreshed at most every 30 s unless something else changes too.</summary>
public sealed class InstanceStatus
{
    public string Name { get; set; } = "";

    /// <summary>Primary, Standby or None.</summary>
    public string? Role { get; set; }

    public bool? Ready { get; set; }

    /// <summary>
    /// One word: Running, Starting, Stopped, Cloning, Rewinding, NotStreaming, SlotLost, CannotConnect, QueryFailed, Unreachable, Fenced,
    /// WrongSystemId, Pending, Failed.
    /// </summary>
    public string? State { get; set; }

    /// <summary>For people: why it is not ready, or how far a clone is.</summary>
    public string? Message { get; set; }

    /// <summary>The pod's address.</summary>
    public string? Address { get; set; }

    public string? Node { get; set; }

    public int? Timeline { get; set; }

    public string? ReceivedLsn { get; set; }

    public string? ReplayedLsn { get; set; }

    /// <summary>Bytes of WAL between the primary's write position and this standby's replay, as the primary measures it.</summary>
    public long? LagBytes { get; set; }

    /// <summary>Seconds of replay lag, as the primary measures it.</summary>
    public double? LagSeconds { get; set; }

    public string? Slot { get; set; }

    /// <summary>True when a changed parameter waits for a restart.</summary>
    public bool? PendingRestart { get; set; }
}
