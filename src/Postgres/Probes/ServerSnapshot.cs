namespace Howdah.Postgres.Probes;

/// <summary>What a server says of itself, all from one statement.</summary>
public sealed record ServerSnapshot
{
    public bool InRecovery { get; init; }

    /// <summary>
    /// Primary: the timeline it writes. Standby: the highest timeline of which it has WAL (segment files up to the flushed position, control file), which is not
    /// the timeline it has merely asked for.
    /// </summary>
    public int Timeline { get; init; }

    /// <summary>Primary: flushed. Standby: received and flushed or replayed, whichever is greater.</summary>
    public Lsn FlushedLsn { get; init; }

    /// <summary>Standby: end of the last replayed record. Primary: the same as flushed.</summary>
    public Lsn ReplayedLsn { get; init; }

    /// <summary>
    /// Standby: the startup process has come to the end of the WAL on disk since the server started: it waits for more, or has asked a primary. Once true it stays true
    /// for <see cref="StartedAt"/>; a single snapshot can miss it.
    /// </summary>
    public bool LocalWalReplayed { get; init; }

    /// <summary>A walreceiver process exists.</summary>
    public bool WalReceiverActive { get; init; }

    /// <summary>The walreceiver streams.</summary>
    public bool Streaming { get; init; }

    public string PrimaryConnInfo { get; init; } = "";

    public string SynchronousStandbyNames { get; init; } = "";

    public IReadOnlyList<string> PendingRestart { get; init; } = [];

    public IReadOnlyDictionary<string, long> HotStandbyParameters { get; init; } = new Dictionary<string, long>();

    /// <summary>For example 15.18.</summary>
    public string Version { get; init; } = "";

    public string SystemIdentifier { get; init; } = "";

    /// <summary>When the postmaster started, by the server's clock: identifies the run.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Timeline in the control file: behind <see cref="Timeline"/> after a promotion until the next checkpoint. pg_rewind up to 15 reads this one.</summary>
    public int CheckpointTimeline { get; init; }
}
