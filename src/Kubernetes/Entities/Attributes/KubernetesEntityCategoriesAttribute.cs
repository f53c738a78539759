namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Categories a kind belongs to: <c>kubectl get CATEGORY</c> lists all kinds of one.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityCategoriesAttribute(params string[] categories) : Attribute
{
    public IReadOnlyList<string> Categories { get; } = categories;
}
