using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>The volume of one instance.</summary>
[ValidationRule(
    "has(self.storageClass) == has(oldSelf.storageClass) && (!has(self.storageClass) || self.storageClass == oldSelf.storageClass)",
    message: "storageClass cannot be changed: volumes stay in the class they were made in")]
public sealed class StorageSpec
{
    /// <summary>A quantity, for example <c>20Gi</c>. May grow, never shrink.</summary>
    [Required]
    [Quantity]
    [Pattern("^[1-9][0-9]*(\\.[0-9]+)?([KMGTPE]i|[kMGTPE])?$")]
    public string Size { get; set; } = "1Gi";

    /// <summary>Unset: the default StorageClass. Cannot be changed.</summary>
    [Length(1, 253)]
    public string? StorageClass { get; set; }

    /// <summary><c>Retain</c> (default) keeps the volumes when the cluster is deleted; <c>Delete</c> removes them.</summary>
    [DefaultValue("Retain")]
    [EnumValues("Retain", "Delete")]
    public string DeletionPolicy { get; set; } = "Retain";
}
