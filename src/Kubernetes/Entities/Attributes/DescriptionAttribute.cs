namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>A description for the schema where the documentation comment does not serve; it wins over the comment.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false)]
public sealed class DescriptionAttribute(string description) : Attribute
{
    public string Description { get; } = description;
}
