namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Bounds of the length of each text in a list or a map, in Unicode code points; -1 leaves a bound out.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class ValueLengthAttribute(int minLength = -1, int maxLength = -1) : Attribute
{
    public int MinLength { get; } = minLength;

    public int MaxLength { get; } = maxLength;
}
