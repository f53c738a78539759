namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The only values allowed.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class EnumValuesAttribute : Attribute
{
    public EnumValuesAttribute(params string[] values) => Values = values;

    public EnumValuesAttribute(params long[] values) => Values = [.. values.Cast<object>()];

    public IReadOnlyList<object> Values { get; }
}
