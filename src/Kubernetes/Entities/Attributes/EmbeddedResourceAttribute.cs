namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The property holds a whole Kubernetes object: apiVersion, kind and metadata are checked.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class EmbeddedResourceAttribute : Attribute;
