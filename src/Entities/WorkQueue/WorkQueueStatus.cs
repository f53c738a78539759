using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>What the operator has seen. Numbers are refreshed every few seconds at most, and only when they have changed enough.</summary>
public sealed class WorkQueueStatus
{
    /// <summary>The generation of the specification that this status answers.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>The schema that holds the items.</summary>
    [Length(maxLength: 63)]
    public string? Schema { get; set; }

    /// <summary>The index that holds the items, of a queue in OpenSearch.</summary>
    [Length(maxLength: 255)]
    public string? Index { get; set; }

    /// <summary>Where it is: host and database, without credentials.</summary>
    [Length(maxLength: 1024)]
    public string? Database { get; set; }

    /// <summary>Items that are ready to be taken, expired leases among them. Counted up to 100,000.</summary>
    public long? Ready { get; set; }

    /// <summary>Items that a worker holds. Counted up to 100,000.</summary>
    public long? Leased { get; set; }

    /// <summary>Items that come due later. Counted up to 100,000.</summary>
    public long? Delayed { get; set; }

    /// <summary>Items that were completed and are still remembered, by the statistics of the server.</summary>
    public long? Completed { get; set; }

    /// <summary>Items that were given up. Counted up to 100,000.</summary>
    public long? Dead { get; set; }

    /// <summary>Seconds that the oldest ready item has waited; 0 when none waits.</summary>
    public long? OldestReadyAge { get; set; }

    /// <summary>The worker Deployment.</summary>
    public QueueWorkersStatus? Workers { get; set; }

    /// <summary>The gateway.</summary>
    public QueueGatewayStatus? Gateway { get; set; }

    /// <summary>Items completed each second, over the last half minute or so.</summary>
    public double? Throughput { get; set; }

    /// <summary>The version of the schema.</summary>
    public int? SchemaVersion { get; set; }

    /// <summary>The epoch of the fencing tokens: rises with every failover of the cluster.</summary>
    public int? Epoch { get; set; }

    /// <summary>Up to which failover the epoch accounts.</summary>
    public QueueFailoverMark? Failover { get; set; }

    /// <summary>When the queue was last maintained: partitions made, completed items forgotten.</summary>
    public DateTimeOffset? MaintainedAt { get; set; }

    /// <summary>Conditions, one for each type.</summary>
    [Items(maxItems: 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("type")]
    public List<V1Condition>? Conditions { get; set; }
}
