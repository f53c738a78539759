using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The StatefulSet of one instance: one replica, replaced only when the operator deletes its pod.</summary>
internal static class InstanceStatefulSetSpec
{
    /// <summary>Name of the volume claim template; see <see cref="Names.DataVolumeClaim"/>.</summary>
    public const string DataVolume = "data";

    public static V1StatefulSet Build(V1PostgresCluster cluster, string instance, OperatorOptions options)
    {
        var template = Template(cluster, instance, options);
        template.Metadata.Annotations ??= [];
        template.Metadata.Annotations[Labels.PodHash] = PodTemplateHash.Of(template);
        return new V1StatefulSet
        {
            ApiVersion = "apps/v1",
            Kind = "StatefulSet",
            Metadata = ObjectMetaSpec.Build(cluster, instance, instance),
            Spec = new V1StatefulSetSpec
            {
                Replicas = 1,
                ServiceName = Names.InstancesService(cluster.Metadata.Name!),
                // Parallel: with OrderedReady the controller waits for a broken pod to become ready before it replaces it.
                PodManagementPolicy = "Parallel",
                UpdateStrategy = new V1StatefulSetUpdateStrategy { Type = "OnDelete" },
                RevisionHistoryLimit = 2,
                Selector = new V1LabelSelector { MatchLabels = Selector(cluster.Metadata.Name!, instance) },
                Template = template,
                VolumeClaimTemplates = [Claim(cluster, instance)],
            },
        };
    }

    private static Dictionary<string, string> Selector(string cluster, string instance) =>
        new() { [Labels.Cluster] = cluster, [Labels.Instance] = instance };

    private static V1PodTemplateSpec Template(V1PostgresCluster cluster, string instance, OperatorOptions options)
    {
        var inherited = cluster.Spec.InheritedMetadata?.Annotations;
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = ObjectMetaSpec.LabelsOf(cluster, instance),
                Annotations = inherited is { Count: > 0 } ? new Dictionary<string, string>(inherited) : null,
            },
            Spec = PodSpecs.Build(cluster, instance, options),
        };
    }

    /// <summary>Immutable once made, so only what cannot change is in it, but for the size: see the storage policy.</summary>
    private static V1PersistentVolumeClaim Claim(V1PostgresCluster cluster, string instance) => new()
    {
        ApiVersion = "v1",
        Kind = "PersistentVolumeClaim",
        Metadata = new V1ObjectMeta { Name = DataVolume, Labels = ObjectMetaSpec.OwnLabels(cluster.Metadata.Name!, instance) },
        Spec = new V1PersistentVolumeClaimSpec
        {
            AccessModes = ["ReadWriteOnce"],
            StorageClassName = cluster.Spec.Storage.StorageClass,
            Resources = new V1ResourceRequirements
            {
                Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = cluster.Spec.Storage.Size },
            },
        },
    };
}
