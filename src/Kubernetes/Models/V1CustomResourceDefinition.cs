using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Group = "apiextensions.k8s.io", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions")]
[EntityScope(EntityScope.Cluster)]
public sealed class V1CustomResourceDefinition : KubernetesObject
{
    public V1CustomResourceDefinitionSpec Spec { get; set; } = new();

    public V1CustomResourceDefinitionStatus? Status { get; set; }
}

public sealed class V1CustomResourceDefinitionSpec
{
    public string Group { get; set; } = "";

    public V1CustomResourceDefinitionNames Names { get; set; } = new();

    /// <summary><c>Namespaced</c> or <c>Cluster</c>.</summary>
    public string Scope { get; set; } = "Namespaced";

    public List<V1CustomResourceDefinitionVersion> Versions { get; set; } = [];

    /// <summary>Passed through as it is.</summary>
    public JsonNode? Conversion { get; set; }

    public bool? PreserveUnknownFields { get; set; }
}

public sealed class V1CustomResourceDefinitionNames
{
    public string Plural { get; set; } = "";

    public string? Singular { get; set; }

    public string Kind { get; set; } = "";

    public string? ListKind { get; set; }

    public List<string>? ShortNames { get; set; }

    public List<string>? Categories { get; set; }
}

public sealed class V1CustomResourceDefinitionVersion
{
    public string Name { get; set; } = "";

    public bool Served { get; set; }

    public bool Storage { get; set; }

    public bool? Deprecated { get; set; }

    /// <summary><c>openAPIV3Schema</c> and below, passed through as it is.</summary>
    public JsonNode? Schema { get; set; }

    /// <summary><c>status</c> and <c>scale</c>, passed through as they are.</summary>
    public JsonNode? Subresources { get; set; }

    /// <summary>Passed through as it is.</summary>
    public JsonNode? AdditionalPrinterColumns { get; set; }
}

public sealed class V1CustomResourceDefinitionStatus
{
    /// <summary><c>NamesAccepted</c>, <c>Established</c>, <c>NonStructuralSchema</c>, <c>Terminating</c>.</summary>
    public List<V1StatusCondition>? Conditions { get; set; }

    public List<string>? StoredVersions { get; set; }
}
