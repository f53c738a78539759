namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The number must be a multiple of this one.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class MultipleOfAttribute(double value) : Attribute
{
    public double Value { get; } = value;
}
