namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Merge behaviour of a list under server-side apply.</summary>
public enum XListType
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>A set of scalars.</summary>
    Set,

    /// <summary>Entries are told apart by keys: <see cref="XListMapKeysAttribute"/>.</summary>
    Map,
}
