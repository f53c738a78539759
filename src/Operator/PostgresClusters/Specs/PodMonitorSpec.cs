using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>Has the Prometheus operator scrape every instance, ready or not.</summary>
internal static class PodMonitorSpec
{
    /// <summary>Of the sidecar container, see <see cref="ContainerSpecs"/>.</summary>
    private const string Port = "metrics";

    private static readonly ResourceKind Kind = ResourceKind.Of<V1PodMonitor>();

    public static bool Wanted(V1PostgresCluster cluster) => cluster.Spec.Monitoring?.PodMonitor == true;

    public static string NameOf(V1PostgresCluster cluster) => cluster.Metadata.Name!;

    public static V1PodMonitor Build(V1PostgresCluster cluster) => new()
    {
        ApiVersion = Kind.ApiVersion,
        Kind = Kind.Kind,
        Metadata = ObjectMetaSpec.Build(cluster, NameOf(cluster)),
        Spec = new V1PodMonitorSpec
        {
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [Labels.Cluster] = cluster.Metadata.Name! } },
            PodTargetLabels = [Labels.Cluster, Labels.Instance],
            PodMetricsEndpoints = [new V1PodMetricsEndpoint { Port = Port, Path = "/metrics" }],
        },
    };
}
