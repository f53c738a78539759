using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Rollout;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters;

/// <summary>
/// One reconciliation: what was read, and what the steps come to. Steps change <see cref="Status"/>; it is written once, at the end, or by the failover step.
/// </summary>
internal sealed class ClusterContext
{
    public ClusterContext(V1PostgresCluster cluster, ClusterMemory memory, ClusterSnapshot snapshot)
    {
        Cluster = cluster;
        Memory = memory;
        Snapshot = snapshot;
        Before = StatusChangePolicy.Copy(cluster.Status);
        State = ClusterStates.From(cluster);
    }

    /// <summary>As read, with the status that is being worked on.</summary>
    public V1PostgresCluster Cluster { get; private set; }

    public ClusterMemory Memory { get; }

    public ClusterSnapshot Snapshot { get; }

    /// <summary>The status as it is on the server.</summary>
    public PostgresClusterStatus Before { get; private set; }

    /// <summary>The decisions' view of spec and status as they were read; the reports are newer than it.</summary>
    public ClusterState State { get; }

    public PostgresClusterStatus Status => Cluster.Status;

    public string Name => Cluster.Metadata.Name!;

    public string Namespace => Cluster.Metadata.Namespace!;

    public IReadOnlyList<SpecProblem> Problems { get; set; } = [];

    public List<Trouble> Troubles { get; } = [];

    public Activity? Activity { get; set; }

    /// <summary>Why the volumes of an earlier cluster cannot be taken over, or null.</summary>
    public string? ForeignVolumes { get; set; }

    /// <summary>Whose pod is to be replaced, or who is to become primary first.</summary>
    public ReplacementStep? Replacement { get; set; }

    /// <summary>The instance that is to be removed, or null.</summary>
    public string? Leaving { get; set; }

    /// <summary>Look again after this time at the latest.</summary>
    public TimeSpan RequeueAfter { get; private set; } = Reconciler.StableInterval;

    public bool Paused => Annotation(PostgresClusterAnnotations.Paused) == "true";

    /// <summary>Specification and volumes allow changes to what runs.</summary>
    public bool MayChange => Problems.Count == 0 && ForeignVolumes is null;

    public IReadOnlyList<string> Members => [.. (Status.Members ?? []).Select(member => member.Name)];

    public string? Annotation(string name) => Cluster.Metadata.Annotations?.GetValueOrDefault(name) is { Length: > 0 } value ? value.Trim() : null;

    public void LookAgainAfter(TimeSpan after) => RequeueAfter = after < RequeueAfter ? after : RequeueAfter;

    /// <summary>Told once the status that makes it true has been written.</summary>
    public List<(string Reason, string Message)> News { get; } = [];

    /// <summary>After a write: the server's copy, with its new resource version.</summary>
    public void Wrote(V1PostgresCluster written)
    {
        Cluster = written;
        Before = StatusChangePolicy.Copy(written.Status);
    }
}
