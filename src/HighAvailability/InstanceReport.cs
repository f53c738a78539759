using Howdah.Postgres;

namespace Howdah.HighAvailability;

/// <summary>What an agent says of its instance, over HTTPS, when the operator asks: <c>GET /status</c>.</summary>
public sealed record InstanceReport
{
    public required string Name { get; init; }

    /// <summary>Uid of the pod the agent runs in.</summary>
    public string PodUid { get; init; } = "";

    public InstanceRole Role { get; init; }

    public InstanceState State { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }

    /// <summary>From pg_controldata, so known of a stopped server too; null without a data directory.</summary>
    public string? SystemIdentifier { get; init; }

    public int? Timeline { get; init; }

    /// <summary>Standby: the last position flushed to disk, received or replayed, whichever is greater. Primary: the flush position.</summary>
    public Lsn? FlushedLsn { get; init; }

    public Lsn? ReplayedLsn { get; init; }

    /// <summary>
    /// Only with it may <see cref="FlushedLsn"/> be used in an election: the local WAL has been read to its end since the server started.
    /// </summary>
    public bool LocalWalReplayed { get; init; }

    /// <summary>The failover for which this standby has stopped receiving from the old primary; the promise never to follow it again.</summary>
    public string? FencedFor { get; init; }

    /// <summary>
    /// The failover in which this instance was elected and promoted, and which nobody has confirmed yet (<see cref="Instance.SupervisorReport.PromotedFor"/>). It has
    /// everything the election proved it to have, although it is no standby any more: it may be elected again.
    /// </summary>
    public string? PromotedFor { get; init; }

    /// <summary>The address in primary_conninfo of a standby that streams; the instance's name, not an IP address.</summary>
    public string? StreamingFrom { get; init; }

    /// <summary>Stopped servers and adoption of kept volumes: the cluster state of pg_controldata, for example <c>shut down</c>.</summary>
    public string? ControlState { get; init; }

    /// <summary>Latest checkpoint of pg_controldata; with <c>shut down</c> it is the last record the server wrote.</summary>
    public Lsn? CheckpointLsn { get; init; }

    /// <summary>The data directory belongs to a standby (standby.signal is there).</summary>
    public bool HasStandbySignal { get; init; }

    /// <summary>Hash of the configuration written to disk, and of the one the running server started with.</summary>
    public string? ConfigHash { get; init; }

    public string? RunningConfigHash { get; init; }

    /// <summary>Parameters in pg_settings that wait for a restart.</summary>
    public IReadOnlyList<string> PendingRestart { get; init; } = [];

    /// <summary>Running values of the parameters that a standby must not have lower than its primary.</summary>
    public IReadOnlyDictionary<string, long> HotStandbyParameters { get; init; } = new Dictionary<string, long>();

    /// <summary>Primary: what is still missing for the application's first connection, its roles or its database; null once they were seen.</summary>
    public string? Preparing { get; init; }

    /// <summary>synchronous_standby_names as running; primary only.</summary>
    public string? SynchronousStandbyNames { get; init; }

    /// <summary>What the primary sees of its standbys; primary only.</summary>
    public IReadOnlyList<StandbyReport> Standbys { get; init; } = [];

    public string? PostgresVersion { get; init; }

    /// <summary>True while this agent holds the primary's lease and its permit has not run out.</summary>
    public bool HoldsLease { get; init; }

    public string? SidecarVersion { get; init; }
}

public enum InstanceRole
{
    /// <summary>No data directory, or one that is not yet complete.</summary>
    None,
    Primary,
    Standby,
}

public enum InstanceState
{
    /// <summary>The agent cannot reach its supervisor, has not looked yet, or the volume is still locked by an earlier pod: what is on it is not known.</summary>
    Unknown,
    Pending,
    Initializing,
    Cloning,
    Rewinding,
    Starting,
    Running,
    Stopping,
    Stopped,

    /// <summary>Running standby that receives nothing.</summary>
    NotStreaming,

    /// <summary>The primary no longer has the WAL this standby needs.</summary>
    SlotLost,

    /// <summary>The server process is there and refuses connections.</summary>
    CannotConnect,

    /// <summary>A connection was had; the query failed or timed out.</summary>
    QueryFailed,
    Fenced,
    WrongSystemId,
    Failed,

    /// <summary>Set by the operator: the agent did not answer.</summary>
    Unreachable,
}

/// <summary>A row of pg_stat_replication joined with its slot, as the primary measures it.</summary>
public sealed record StandbyReport
{
    /// <summary>application_name: the instance's name.</summary>
    public required string Name { get; init; }

    /// <summary>streaming, catchup, backup... null when the slot exists and nobody is connected.</summary>
    public string? State { get; init; }

    public string? SyncState { get; init; }

    /// <summary>Bytes between the primary's write position and the standby's replay.</summary>
    public long? LagBytes { get; init; }

    /// <summary>Seconds: write, flush and replay lag as PostgreSQL computes them; null when idle.</summary>
    public double? WriteLag { get; init; }

    public double? FlushLag { get; init; }

    public double? ReplayLag { get; init; }

    /// <summary>Seconds since the standby's last reply, by the primary's clock.</summary>
    public double? ReplyAge { get; init; }

    public string? Slot { get; init; }

    /// <summary>reserved, extended, unreserved or lost (pg_replication_slots.wal_status).</summary>
    public string? SlotWalStatus { get; init; }

    public Lsn? FlushedLsn { get; init; }
}
