using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities;

namespace Howdah.Operator.Tests;

internal static class TestClusters
{
    public static readonly OperatorOptions Options = new() { SidecarImage = "howdah:1" };

    public static V1PostgresCluster Create(int instances = 3, Action<PostgresClusterSpec>? change = null)
    {
        var cluster = new V1PostgresCluster
        {
            ApiVersion = GroupNames.ApiVersion,
            Kind = "PostgresCluster",
            Metadata = new V1ObjectMeta { Name = "db", Namespace = "shop", Uid = "cluster-uid", Generation = 1 },
            Spec = new PostgresClusterSpec { Instances = instances, Image = "postgres:17", Storage = new StorageSpec { Size = "20Gi" } },
        };
        change?.Invoke(cluster.Spec);
        return cluster;
    }
}
