namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Where objects of a kind live; namespaced unless said otherwise.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EntityScopeAttribute(EntityScope scope = EntityScope.Namespaced) : Attribute
{
    public EntityScope Scope { get; } = scope;
}
