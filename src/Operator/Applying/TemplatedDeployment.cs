using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Applying;

/// <summary>A Deployment whose pod template is the user's: what Kubernetes knows and this code base does not model is kept.</summary>
[KubernetesEntity(Group = "apps", Kind = "Deployment", PluralName = "deployments")]
internal sealed class TemplatedDeployment : KubernetesObject
{
    public JsonObject? Spec { get; set; }

    public V1DeploymentStatus? Status { get; set; }

    /// <summary>Pods asked for; Kubernetes' default when nothing is said.</summary>
    public int Replicas() => Spec?["replicas"] is JsonValue value && value.TryGetValue<int>(out var replicas) ? replicas : 1;
}
