namespace Howdah.Entities.PostgresCluster;

/// <summary>How standbys follow the primary.</summary>
public sealed class ReplicationSpec
{
    /// <summary>Unset: commits are acknowledged without waiting for a standby, and a failover can lose the last of them.</summary>
    public SynchronousSpec? Synchronous { get; set; }
}
