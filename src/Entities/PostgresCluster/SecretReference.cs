using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A Secret of the same namespace.</summary>
public sealed class SecretReference
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = "";
}
