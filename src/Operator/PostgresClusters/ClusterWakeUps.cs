using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters;

/// <summary>Which cluster a change of another object concerns.</summary>
internal sealed class ClusterWakeUps(ClusterMemories memories)
{
    public static IEnumerable<NamespacedName> ByLabel(IKubernetesObject entity) =>
        entity.Metadata.Labels?.GetValueOrDefault(Labels.Cluster) is { Length: > 0 } cluster ? [new NamespacedName(entity.Metadata.Namespace ?? "", cluster)] : [];

    /// <summary>
    /// A renewal is only noted, at the moment it arrives: that starts the clock of its expiry. A change of hands is worth a look.
    /// </summary>
    public IEnumerable<NamespacedName> ByLease(V1Lease lease)
    {
        foreach (var cluster in ByLabel(lease))
        {
            if (lease.Metadata.Name != Names.PrimaryLease(cluster.Name) || memories.Find(cluster) is not { } memory)
            {
                continue;
            }

            var before = memory.Lease().Record?.Holder;
            memory.ObserveLease(LeaseRecords.From(lease));
            if (before != (lease.Spec?.HolderIdentity ?? ""))
            {
                yield return cluster;
            }
        }
    }
}
