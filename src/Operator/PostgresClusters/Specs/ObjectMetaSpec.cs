using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.Applying;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>Metadata of everything that belongs to a cluster: name, labels, owner.</summary>
internal static class ObjectMetaSpec
{
    private const string Kind = "PostgresCluster";

    public static V1ObjectMeta Build(V1PostgresCluster cluster, string name, string? instance = null) => new()
    {
        Name = name,
        Namespace = cluster.Metadata.Namespace,
        Labels = LabelsOf(cluster, instance),
        Annotations = Copy(cluster.Spec.InheritedMetadata?.Annotations),
        OwnerReferences = [OwnerOf(cluster)],
    };

    /// <summary>Inherited labels never win over our own.</summary>
    public static Dictionary<string, string> LabelsOf(V1PostgresCluster cluster, string? instance)
    {
        var labels = Copy(cluster.Spec.InheritedMetadata?.Labels) ?? [];
        foreach (var (key, value) in OwnLabels(cluster.Metadata.Name!, instance))
        {
            labels[key] = value;
        }

        return labels;
    }

    public static Dictionary<string, string> OwnLabels(string cluster, string? instance)
    {
        var labels = new Dictionary<string, string> { [Labels.ManagedBy] = Labels.ManagedByValue, [Labels.Cluster] = cluster };
        if (instance is not null)
        {
            labels[Labels.Instance] = instance;
        }

        return labels;
    }

    public static V1OwnerReference OwnerOf(V1PostgresCluster cluster) => Owners.ReferenceTo(cluster, Kind);

    private static Dictionary<string, string>? Copy(Dictionary<string, string>? map) => map is { Count: > 0 } ? new Dictionary<string, string>(map) : null;
}
