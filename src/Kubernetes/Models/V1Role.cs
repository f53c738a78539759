using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "Role", PluralName = "roles")]
public sealed class V1Role : KubernetesObject
{
    public List<V1PolicyRule>? Rules { get; set; }
}

[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "ClusterRole", PluralName = "clusterroles")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1ClusterRole : KubernetesObject
{
    public List<V1PolicyRule>? Rules { get; set; }

    public V1AggregationRule? AggregationRule { get; set; }
}

public sealed class V1PolicyRule
{
    public List<string>? ApiGroups { get; set; }

    public List<string>? Resources { get; set; }

    public List<string>? ResourceNames { get; set; }

    [System.Text.Json.Serialization.JsonPropertyName("nonResourceURLs")]
    public List<string>? NonResourceUrls { get; set; }

    public List<string> Verbs { get; set; } = [];
}

public sealed class V1AggregationRule
{
    public List<V1LabelSelector>? ClusterRoleSelectors { get; set; }
}
