using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>Up to which failover of its cluster the queue's epoch accounts.</summary>
public sealed class QueueFailoverMark
{
    /// <summary>The uid of the PostgresCluster that the mark is about.</summary>
    [Length(maxLength: 64)]
    public string? ClusterUid { get; set; }

    /// <summary>The timeline of the primary that the epoch accounts for.</summary>
    public int? Timeline { get; set; }

    /// <summary>The failover that the epoch accounts for.</summary>
    [Length(maxLength: 63)]
    public string? Id { get; set; }
}
