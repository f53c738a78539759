using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The four Services of a cluster: -rw, -ro and -r follow labels that the operator moves; -instances only gives names.</summary>
internal static class ServiceSpecs
{
    public static IReadOnlyList<V1Service> Build(V1PostgresCluster cluster)
    {
        var name = cluster.Metadata.Name!;
        return
        [
            Client(cluster, Names.ReadWriteService(name), Labels.Role, Labels.Primary),
            Client(cluster, Names.ReadOnlyService(name), Labels.Role, Labels.Standby),
            Client(cluster, Names.ReadService(name), Labels.Serving, "true"),
            Headless(cluster),
        ];
    }

    private static V1Service Client(V1PostgresCluster cluster, string name, string label, string value) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = ObjectMetaSpec.Build(cluster, name),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = new Dictionary<string, string> { [Labels.Cluster] = cluster.Metadata.Name!, [label] = value },
            Ports = [Postgres()],
        },
    };

    /// <summary>Instances must find each other before they are ready.</summary>
    private static V1Service Headless(V1PostgresCluster cluster) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = ObjectMetaSpec.Build(cluster, Names.InstancesService(cluster.Metadata.Name!)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = new Dictionary<string, string> { [Labels.Cluster] = cluster.Metadata.Name! },
            Ports = [Postgres(), Port("status", PodLayout.StatusPort)],
        },
    };

    private static V1ServicePort Postgres() => Port("postgres", PodLayout.PostgresPort);

    private static V1ServicePort Port(string name, int port) => new() { Name = name, Port = port, TargetPort = port, Protocol = "TCP" };
}
