using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Apply;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>A kind the fake serves and how it treats it.</summary>
/// <param name="Kind">Its address.</param>
/// <param name="HasStatus">Spec and status have doors of their own.</param>
/// <param name="HasGeneration">A change outside of metadata and status counts a generation.</param>
/// <param name="Topology">How lists merge under server-side apply.</param>
internal sealed record ServedKind(ResourceKind Kind, bool HasStatus, bool HasGeneration, MergeTopology Topology)
{
    private static readonly HashSet<string> BuiltInGroups = ["", "apps", "policy", "batch", "autoscaling"];

    /// <summary>Custom resources demand a resource version on update.</summary>
    public bool IsCustom => !BuiltInGroups.Contains(Kind.Group) && !Kind.Group.EndsWith(".k8s.io", StringComparison.Ordinal);

    /// <summary>For messages: <c>widgets.conformance.howdah.dev</c>.</summary>
    public string QualifiedPlural => Kind.Group.Length == 0 ? Kind.Plural : $"{Kind.Plural}.{Kind.Group}";

    public string QualifiedKind => Kind.Group.Length == 0 ? Kind.Kind : $"{Kind.Kind}.{Kind.Group}";
}
