namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>What a controller may do to kinds known as types.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class EntityRbacAttribute(params Type[] entities) : Attribute
{
    public IReadOnlyList<Type> Entities { get; } = entities;

    public RbacVerb Verbs { get; set; }
}
