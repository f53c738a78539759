using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "apps", Kind = "StatefulSet", PluralName = "statefulsets")]
public sealed class V1StatefulSet : KubernetesObject
{
    public V1StatefulSetSpec? Spec { get; set; }

    public V1StatefulSetStatus? Status { get; set; }
}

public sealed class V1StatefulSetSpec
{
    public int? Replicas { get; set; }

    public V1LabelSelector Selector { get; set; } = new();

    public string? ServiceName { get; set; }

    public V1PodTemplateSpec Template { get; set; } = new();

    /// <summary><c>OrderedReady</c> or <c>Parallel</c>.</summary>
    public string? PodManagementPolicy { get; set; }

    public V1StatefulSetUpdateStrategy? UpdateStrategy { get; set; }

    public int? RevisionHistoryLimit { get; set; }

    public List<V1PersistentVolumeClaim>? VolumeClaimTemplates { get; set; }
}

public sealed class V1StatefulSetUpdateStrategy
{
    /// <summary><c>RollingUpdate</c> or <c>OnDelete</c>.</summary>
    public string? Type { get; set; }

    public V1RollingUpdateStatefulSetStrategy? RollingUpdate { get; set; }
}

public sealed class V1RollingUpdateStatefulSetStrategy
{
    public int? Partition { get; set; }
}

public sealed class V1StatefulSetStatus
{
    public long? ObservedGeneration { get; set; }

    public int Replicas { get; set; }

    public int? ReadyReplicas { get; set; }

    public int? CurrentReplicas { get; set; }

    public int? UpdatedReplicas { get; set; }

    public int? AvailableReplicas { get; set; }

    public string? CurrentRevision { get; set; }

    public string? UpdateRevision { get; set; }

    public int? CollisionCount { get; set; }

    public List<V1StatusCondition>? Conditions { get; set; }
}
