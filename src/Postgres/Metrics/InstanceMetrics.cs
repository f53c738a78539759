namespace Howdah.Postgres.Metrics;

/// <summary>Numbers about a server for monitoring, read as a member of pg_monitor.</summary>
public sealed record InstanceMetrics
{
    public bool InRecovery { get; init; }

    /// <summary>Seconds since the postmaster started.</summary>
    public double UptimeSeconds { get; init; }

    /// <summary>Bytes of WAL written so far (primary) or flushed (standby): a position as a number.</summary>
    public double WalPosition { get; init; }

    /// <summary>Bytes of segment files in pg_wal.</summary>
    public double WalDirectoryBytes { get; init; }

    /// <summary>Standby: seconds since the commit that was replayed last, 0 when everything received is replayed. Null on a primary.</summary>
    public double? ReplayDelaySeconds { get; init; }

    public int MaxConnections { get; init; }

    public IReadOnlyList<ConnectionMetrics> Connections { get; init; } = [];

    public IReadOnlyList<DatabaseMetrics> Databases { get; init; } = [];

    public IReadOnlyList<ReplicationMetrics> Replication { get; init; } = [];

    public IReadOnlyList<SlotMetrics> Slots { get; init; } = [];

    /// <summary>Seconds of the oldest open transaction; 0 when there is none.</summary>
    public double OldestTransactionSeconds { get; init; }

    public ArchiverMetrics Archiver { get; init; } = new(0, 0, null);
}

/// <param name="Database">Database.</param>
/// <param name="State">active, idle, idle in transaction...</param>
/// <param name="Count">Client connections.</param>
public sealed record ConnectionMetrics(string Database, string State, long Count);

/// <param name="Name">Database.</param>
/// <param name="SizeBytes">pg_database_size.</param>
/// <param name="TransactionIdAge">Transactions since datfrozenxid; at 2 billion PostgreSQL stops.</param>
/// <param name="Commits">Since the statistics were reset.</param>
/// <param name="Rollbacks">Since the statistics were reset.</param>
/// <param name="Deadlocks">Since the statistics were reset.</param>
/// <param name="BlocksRead">From outside shared buffers.</param>
/// <param name="BlocksHit">In shared buffers.</param>
/// <param name="TemporaryBytes">Written to temporary files.</param>
public sealed record DatabaseMetrics(
    string Name, double SizeBytes, double TransactionIdAge, double Commits, double Rollbacks, double Deadlocks, double BlocksRead, double BlocksHit, double TemporaryBytes);

/// <param name="Name">application_name.</param>
/// <param name="State">streaming, catchup...</param>
/// <param name="SyncState">async, quorum...</param>
/// <param name="LagBytes">From the write position to the standby's replay.</param>
/// <param name="ReplayLagSeconds">As PostgreSQL computes it; null when idle.</param>
public sealed record ReplicationMetrics(string Name, string State, string SyncState, double? LagBytes, double? ReplayLagSeconds);

/// <param name="Name">slot_name.</param>
/// <param name="Type">physical or logical.</param>
/// <param name="Active">Somebody uses it.</param>
/// <param name="RetainedBytes">WAL kept for it; null when none is.</param>
/// <param name="WalStatus">reserved, extended, unreserved or lost.</param>
public sealed record SlotMetrics(string Name, string Type, bool Active, double? RetainedBytes, string? WalStatus);

/// <param name="Archived">Segments since the statistics were reset.</param>
/// <param name="Failed">Attempts since the statistics were reset.</param>
/// <param name="LastArchivedAgeSeconds">Null when none was.</param>
public sealed record ArchiverMetrics(double Archived, double Failed, double? LastArchivedAgeSeconds);
