namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>How server-side apply merges a list.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class XListTypeAttribute(XListType type) : Attribute
{
    public XListType Type { get; } = type;
}
