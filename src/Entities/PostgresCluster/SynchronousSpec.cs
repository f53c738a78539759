using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A commit is acknowledged when this many standbys have flushed it.</summary>
public sealed class SynchronousSpec
{
    /// <summary><c>Quorum</c>: any of the standbys (ANY n).</summary>
    [DefaultValue("Quorum")]
    [EnumValues("Quorum")]
    public string Method { get; set; } = "Quorum";

    /// <summary>Standbys that must acknowledge; at most instances - 1.</summary>
    [DefaultValue(1)]
    [RangeMinimum(1)]
    [RangeMaximum(PostgresClusterLimits.MaxInstances - 1)]
    public int Number { get; set; } = 1;
}
