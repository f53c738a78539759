using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>A PostgresCluster of the same namespace.</summary>
public sealed class QueueClusterReference
{
    /// <summary>The PostgresCluster's name.</summary>
    [Required]
    [Length(1, PostgresClusterLimits.NameLength)]
    [Pattern(PostgresClusterLimits.NamePattern)]
    public string Name { get; set; } = "";

    /// <summary>The database. Unset: the application's; no other can be used.</summary>
    [Length(1, PostgresClusterLimits.IdentifierLength)]
    [Pattern(PostgresClusterLimits.IdentifierPattern)]
    public string? Database { get; set; }
}
