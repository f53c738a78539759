namespace Howdah.Kubernetes.Entities;

/// <summary>
/// Object metadata. <c>managedFields</c> is deliberately not modelled: it is a third of an object's bytes and nothing here reads it.
/// </summary>
public sealed class V1ObjectMeta
{
    public string? Name { get; set; }

    public string? GenerateName { get; set; }

    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    /// <summary>Opaque: compare for equality only.</summary>
    public string? ResourceVersion { get; set; }

    public long? Generation { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    public long? DeletionGracePeriodSeconds { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public List<string>? Finalizers { get; set; }

    public List<V1OwnerReference>? OwnerReferences { get; set; }
}
