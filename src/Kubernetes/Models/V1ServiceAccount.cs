using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "ServiceAccount", PluralName = "serviceaccounts")]
public sealed class V1ServiceAccount : KubernetesObject
{
    public bool? AutomountServiceAccountToken { get; set; }

    public List<V1LocalObjectReference>? ImagePullSecrets { get; set; }
}
