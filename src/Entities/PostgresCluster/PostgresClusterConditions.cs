namespace Howdah.Entities.PostgresCluster;

/// <summary>Condition types of a PostgresCluster.</summary>
public static class PostgresClusterConditions
{
    /// <summary>The primary accepts writes and every instance asked for is ready.</summary>
    public const string Ready = "Ready";

    /// <summary>The operator is changing something: scaling, restarting, failing over.</summary>
    public const string Progressing = "Progressing";

    /// <summary>All volumes carry the recorded database system identifier.</summary>
    public const string ConsistentSystemId = "ConsistentSystemId";

    /// <summary>Every standby streams from the primary through its slot.</summary>
    public const string ReplicationHealthy = "ReplicationHealthy";
}
