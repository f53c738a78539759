namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The text is a Kubernetes quantity, as are all texts of a map; in a map a bare number is taken too.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class QuantityAttribute : Attribute;
