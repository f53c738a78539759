using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "RoleBinding", PluralName = "rolebindings")]
public sealed class V1RoleBinding : KubernetesObject
{
    public V1RoleRef RoleRef { get; set; } = new();

    public List<V1Subject>? Subjects { get; set; }
}

[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "ClusterRoleBinding", PluralName = "clusterrolebindings")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1ClusterRoleBinding : KubernetesObject
{
    public V1RoleRef RoleRef { get; set; } = new();

    public List<V1Subject>? Subjects { get; set; }
}

/// <summary>Immutable once bound.</summary>
public sealed class V1RoleRef
{
    public string ApiGroup { get; set; } = "rbac.authorization.k8s.io";

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";
}

public sealed class V1Subject
{
    public string Kind { get; set; } = "";

    public string? ApiGroup { get; set; }

    public string? Namespace { get; set; }

    public string Name { get; set; } = "";
}
