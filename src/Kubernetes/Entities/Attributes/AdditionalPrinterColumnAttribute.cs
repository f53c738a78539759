namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Shows the property as a column of <c>kubectl get</c>.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class AdditionalPrinterColumnAttribute(int priority = 0, string? name = null) : Attribute
{
    /// <summary>0 is always shown; more only with <c>-o wide</c>.</summary>
    public int Priority { get; } = priority;

    /// <summary>Unset: the property's name.</summary>
    public string? Name { get; } = name;
}
