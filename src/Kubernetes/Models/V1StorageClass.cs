using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "storage.k8s.io", Kind = "StorageClass", PluralName = "storageclasses")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1StorageClass : KubernetesObject
{
    public string? Provisioner { get; set; }

    public Dictionary<string, string>? Parameters { get; set; }

    /// <summary><c>Delete</c> or <c>Retain</c>.</summary>
    public string? ReclaimPolicy { get; set; }

    public bool? AllowVolumeExpansion { get; set; }

    /// <summary><c>Immediate</c> or <c>WaitForFirstConsumer</c>.</summary>
    public string? VolumeBindingMode { get; set; }
}
