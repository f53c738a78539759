namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The greatest number allowed.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class RangeMaximumAttribute(double maximum, bool exclusiveMaximum = false) : Attribute
{
    public double Maximum { get; } = maximum;

    /// <summary>The bound itself is not allowed.</summary>
    public bool ExclusiveMaximum { get; } = exclusiveMaximum;
}
