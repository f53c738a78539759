namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The least number allowed.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class RangeMinimumAttribute(double minimum, bool exclusiveMinimum = false) : Attribute
{
    public double Minimum { get; } = minimum;

    /// <summary>The bound itself is not allowed.</summary>
    public bool ExclusiveMinimum { get; } = exclusiveMinimum;
}
