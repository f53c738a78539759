namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>How server-side apply merges a map or an object.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, Inherited = false)]
public sealed class XMapTypeAttribute(XMapType type) : Attribute
{
    public XMapType Type { get; } = type;
}
