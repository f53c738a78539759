using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Models;

public sealed class V1PodTemplateSpec
{
    public V1ObjectMeta Metadata { get; set; } = new();

    public V1PodSpec? Spec { get; set; }
}
