namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>The value the API server fills in when the property is left out.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class DefaultValueAttribute : Attribute
{
    public DefaultValueAttribute(string value) => Value = value;

    public DefaultValueAttribute(bool value) => Value = value;

    public DefaultValueAttribute(long value) => Value = value;

    public DefaultValueAttribute(double value) => Value = value;

    public object Value { get; }

    /// <summary>The value is JSON text: an object or an array.</summary>
    public bool Json { get; set; }
}
