using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Schema;

/// <summary>A CustomResourceDefinition before it is written.</summary>
public sealed record CrdDefinition(
    ResourceKind Kind,
    string Singular,
    IReadOnlyList<string> ShortNames,
    IReadOnlyList<string> Categories,
    IReadOnlyList<CrdVersion> Versions)
{
    /// <summary>The object's name, <c>plural.group</c>.</summary>
    public string Name => $"{Kind.Plural}.{Kind.Group}";

    /// <summary>The file's name under config/crd, <c>group_plural.yaml</c>.</summary>
    public string FileName => $"{Kind.Group}_{Kind.Plural}.yaml";
}

/// <summary>One served version of a kind.</summary>
public sealed record CrdVersion(
    string Name,
    bool Stored,
    SchemaNode Schema,
    bool HasStatus,
    CrdScale? Scale,
    IReadOnlyList<CrdColumn> Columns);

/// <summary>The JSON paths of the scale subresource.</summary>
public sealed record CrdScale(string SpecReplicasPath, string StatusReplicasPath, string? LabelSelectorPath);

/// <summary>A column of <c>kubectl get</c>.</summary>
public sealed record CrdColumn(string Name, string Type, string JsonPath, int Priority, string? Format, string? Description);
