namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>A column of <c>kubectl get</c> by JSON path. Columns of the class come first, in the order written.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GenericAdditionalPrinterColumnAttribute(string jsonPath, string name, string type) : Attribute
{
    public string JsonPath { get; } = jsonPath;

    public string Name { get; } = name;

    /// <summary>integer, number, string, boolean or date.</summary>
    public string Type { get; } = type;

    public string? Description { get; set; }

    public string? Format { get; set; }

    /// <summary>0 is always shown; more only with <c>-o wide</c>.</summary>
    public int Priority { get; set; }
}
