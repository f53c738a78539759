using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Models;

/// <summary>Base of the built-in kinds. Only the fields this code base touches are modelled: change objects of others by patch or apply, never by PUT.</summary>
public abstract class KubernetesObject : IKubernetesObject
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();
}
