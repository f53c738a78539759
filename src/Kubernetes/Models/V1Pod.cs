using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "Pod", PluralName = "pods")]
public sealed class V1Pod : KubernetesObject
{
    public V1PodSpec? Spec { get; set; }

    public V1PodStatus? Status { get; set; }
}
