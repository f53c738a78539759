namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Bounds of a text's length, in Unicode code points; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class LengthAttribute(int minLength = -1, int maxLength = -1) : Attribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;
}
