namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>
/// Restricts <c>metadata.name</c> in the structural schema, so that every served version of Kubernetes refuses a name from which no other names can be derived.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EntityNameAttribute(int maxLength, string? pattern = null) : Attribute
{
    public int MaxLength { get; } = maxLength;

    public string? Pattern { get; } = pattern;
}
