namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Merge behaviour of a map or an object under server-side apply.</summary>
public enum XMapType
{
    /// <summary>Entry by entry; the default.</summary>
    Granular,

    /// <summary>Replaced as a whole.</summary>
    Atomic,
}
