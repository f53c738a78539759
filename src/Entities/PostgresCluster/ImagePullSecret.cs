using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A Secret with credentials for an image registry.</summary>
public sealed class ImagePullSecret
{
    /// <summary>The Secret's name.</summary>
    [Required]
    [Length(1, 253)]
    public string Name { get; set; } = "";
}
