namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The property is no part of the schema.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class IgnoreAttribute : Attribute;
