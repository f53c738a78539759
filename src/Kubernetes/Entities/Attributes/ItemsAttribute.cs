namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Bounds of a list's length; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ItemsAttribute(int minItems = -1, int maxItems = -1) : Attribute
{
    public int MinItems { get; } = minItems;

    public int MaxItems { get; } = maxItems;
}
