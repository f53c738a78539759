namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Group, version, kind and plural of an entity class.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>Empty for the core group.</summary>
    public string Group { get; set; } = "";

    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "";

    public string PluralName { get; set; } = "";
}
