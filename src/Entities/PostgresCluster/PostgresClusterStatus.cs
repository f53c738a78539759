using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>What the operator has seen. Written by the operator alone; failover by compare-and-swap on the resource version.</summary>
public sealed class PostgresClusterStatus
{
    /// <summary>The generation of the specification that this status answers.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>One word for the column: Bootstrapping, Ready, Progressing, Degraded, FailingOver, Fenced, Paused, Invalid, Deleting.</summary>
    [Length(maxLength: 63)]
    public string? Phase { get; set; }

    /// <summary>The number of instances that exist, for the scale subresource.</summary>
    public int? Instances { get; set; }

    /// <summary>The number of instances that are healthy: the primary, and standbys that stream.</summary>
    public int? ReadyInstances { get; set; }

    /// <summary>Label selector of the pods, for the scale subresource.</summary>
    [Length(maxLength: 1024)]
    public string? Selector { get; set; }

    /// <summary>The instance that takes writes.</summary>
    [Length(maxLength: 63)]
    public string? CurrentPrimary { get; set; }

    /// <summary>Differs from the current primary only while the role moves.</summary>
    [Length(maxLength: 63)]
    public string? TargetPrimary { get; set; }

    /// <summary>PostgreSQL's timeline: rises with every promotion.</summary>
    public int? Timeline { get; set; }

    /// <summary>PostgreSQL's database system identifier (64 bits, as text); recorded at bootstrap, never changed.</summary>
    [Length(maxLength: 32)]
    public string? SystemIdentifier { get; set; }

    /// <summary>PostgreSQL's version as the primary reports it, for example 15.18.</summary>
    [Length(maxLength: 128)]
    public string? PostgresVersion { get; set; }

    /// <summary>Where the failover state machine stands.</summary>
    public FailoverStatus? Failover { get; set; }

    /// <summary>The failover or switchover that was completed last.</summary>
    public LastFailover? LastFailover { get; set; }

    /// <summary>What the primary waits for; standbys elect by it. Written before the primary may use it.</summary>
    public SynchronousStatus? Synchronous { get; set; }

    /// <summary>The instance that may restart now to take a new configuration.</summary>
    public RestartStatus? Restart { get; set; }

    /// <summary>The instances, one entry for each name.</summary>
    [Items(maxItems: 32)]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    public List<InstanceStatus>? Members { get; set; }

    /// <summary>Conditions, one for each type.</summary>
    [Items(maxItems: 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public List<V1Condition>? Conditions { get; set; }
}
