namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Bounds of the number of a map's entries; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class PropertyLimitsAttribute(int minProperties = -1, int maxProperties = -1) : Attribute
{
    public int MinProperties { get; } = minProperties;

    public int MaxProperties { get; } = maxProperties;
}
