using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "PersistentVolumeClaim", PluralName = "persistentvolumeclaims")]
public sealed class V1PersistentVolumeClaim : KubernetesObject
{
    public V1PersistentVolumeClaimSpec? Spec { get; set; }

    public V1PersistentVolumeClaimStatus? Status { get; set; }
}

public sealed class V1PersistentVolumeClaimSpec
{
    public List<string>? AccessModes { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    /// <summary>Null: the cluster's default class; empty: none.</summary>
    public string? StorageClassName { get; set; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string? VolumeMode { get; set; }

    public string? VolumeName { get; set; }

    public V1LabelSelector? Selector { get; set; }

    public V1TypedLocalObjectReference? DataSource { get; set; }
}

public sealed class V1TypedLocalObjectReference
{
    public string? ApiGroup { get; set; }

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";
}

public sealed class V1PersistentVolumeClaimStatus
{
    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; set; }

    public List<string>? AccessModes { get; set; }

    public Dictionary<string, ResourceQuantity>? Capacity { get; set; }

    /// <summary><c>Resizing</c>, <c>FileSystemResizePending</c>.</summary>
    public List<V1StatusCondition>? Conditions { get; set; }
}
