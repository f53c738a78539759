using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>The synchronous replication on record.</summary>
public sealed class SynchronousStatus
{
    /// <summary>Standbys that must acknowledge a commit; 0 while this is being turned off.</summary>
    public int Number { get; set; }

    /// <summary>The standbys that count.</summary>
    [Items(maxItems: 32)]
    [ValueLength(maxLength: 63)]
    [XListType(XListType.Atomic)]
    public List<string> Standbys { get; set; } = [];

    /// <summary>Settings of the primary, separated by semicolons, under which elections must hold.</summary>
    [Length(maxLength: 4096)]
    public string? Applied { get; set; }
}
