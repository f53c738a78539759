using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The primary's lease, made without a holder; from then on only agents write it.</summary>
internal static class LeaseSpec
{
    public static V1Lease Build(V1PostgresCluster cluster) => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = ObjectMetaSpec.Build(cluster, Names.PrimaryLease(cluster.Metadata.Name!)),
        Spec = new V1LeaseSpec { LeaseDurationSeconds = cluster.Spec.Failover?.LeaseDurationSeconds ?? DefaultSeconds },
    };

    private const int DefaultSeconds = 10;
}
