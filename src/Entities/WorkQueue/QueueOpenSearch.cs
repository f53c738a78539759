using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>Options of the backend OpenSearch.</summary>
public sealed class QueueOpenSearch
{
    /// <summary>Where the URL is, with credentials.</summary>
    [Required]
    public SecretKeyReference SecretRef { get; set; } = new();
}
