namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Short names for kubectl, for example <c>pgc</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityShortNamesAttribute(params string[] shortNames) : Attribute
{
    public IReadOnlyList<string> ShortNames { get; } = shortNames;
}
