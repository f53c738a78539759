namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>What a controller may do to resources by name: subresources, kinds without a type, URLs.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class GenericRbacAttribute : Attribute
{
    /// <summary>API groups; empty text for the core group.</summary>
    public string[] Groups { get; set; } = [];

    /// <summary>Plural names, with <c>/status</c> and the like for subresources.</summary>
    public string[] Resources { get; set; } = [];

    /// <summary>Only objects of these names; empty for all.</summary>
    public string[] ResourceNames { get; set; } = [];

    /// <summary>Non-resource URLs.</summary>
    public string[] Urls { get; set; } = [];

    public RbacVerb Verbs { get; set; }

    /// <summary>The resources are cluster-scoped: the rule is granted for the whole cluster even where the operator watches some namespaces only.</summary>
    public bool ClusterScoped { get; set; }
}
