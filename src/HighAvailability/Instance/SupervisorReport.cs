using Howdah.Postgres;

namespace Howdah.HighAvailability.Instance;

/// <summary>What the supervisor says of the data directory and the postmaster. Answers every order, and a bare question.</summary>
public sealed record SupervisorReport
{
    public DataDirectoryState Data { get; init; }

    public ServerState Server { get; init; }

    /// <summary>pg_controldata of the data directory; null when there is none.</summary>
    public ControlData? Control { get; init; }

    /// <summary>standby.signal is in the data directory.</summary>
    public bool HasStandbySignal { get; init; }

    /// <summary>The long operation that runs now (initdb, clone, rewind), or null.</summary>
    public string? Operation { get; init; }

    /// <summary>For people, for example <c>41 % of 12 GB</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>How the last long operation ended, when it failed; its last lines.</summary>
    public string? OperationError { get; init; }

    /// <summary>True when the last pg_rewind failed and the data directory must not be started: clone it.</summary>
    public bool RewindFailed { get; init; }

    /// <summary>
    /// This data directory has left recovery, and nobody has confirmed since that its instance is the current primary
    /// (<see cref="InstanceDecision.ConfirmPromotion"/>). Kept in a file of the volume, written before the promotion. Such a directory may
    /// share its timeline number with the real primary's, so pg_rewind cannot tell the two apart: it is cloned anew, never rewound.
    /// </summary>
    public bool UnconfirmedPromotion { get; init; }

    /// <summary>What the mark of an unconfirmed promotion says: <see cref="InstanceDecision.PromotionFor"/>; null without a mark.</summary>
    public string? PromotedFor { get; init; }

    /// <summary>Postmaster pid in the container, 0 when there is none.</summary>
    public int PostmasterPid { get; init; }

    /// <summary>Rises with every start of a postmaster.</summary>
    public long Starts { get; init; }

    /// <summary>Rises every time a postmaster ended that nobody had asked to end.</summary>
    public long Crashes { get; init; }

    /// <summary>Last lines of the server's log after a failed start.</summary>
    public string? ServerError { get; init; }

    /// <summary>The supervisor was told to end (SIGTERM): it stops the server and starts none.</summary>
    public bool Terminating { get; init; }

    /// <summary>No process of PostgreSQL is left in the container: checked, not believed.</summary>
    public bool VerifiedStopped { get; init; }

    /// <summary>Hash of the configuration on disk, and of that with which the running postmaster started.</summary>
    public string? ConfigHash { get; init; }

    public string? RunningConfigHash { get; init; }

    /// <summary>Milliseconds for which the postmaster may still run as a primary without a new permit; 0 when stopped for want of one.</summary>
    public long PermitMilliseconds { get; init; }
}

public enum DataDirectoryState
{
    /// <summary>The lock on the volume is not ours yet: another incarnation still lives.</summary>
    Locked,
    Empty,

    /// <summary>An initdb, clone or rewind was cut short: to be removed and made anew.</summary>
    Incomplete,
    Ready,
}

public enum ServerState
{
    Stopped,
    Starting,
    Running,
    Stopping,
}

/// <summary>pg_controldata.</summary>
public sealed record ControlData
{
    public required string SystemIdentifier { get; init; }

    public int Timeline { get; init; }

    /// <summary>Database cluster state, for example <c>in production</c>, <c>shut down</c>, <c>in archive recovery</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Latest checkpoint location.</summary>
    public Lsn Checkpoint { get; init; }

    /// <summary>Minimum recovery ending location; zero on a primary.</summary>
    public Lsn MinRecoveryEnd { get; init; }

    /// <summary>max_connections, max_worker_processes, max_wal_senders, max_prepared_transactions, max_locks_per_transaction as of the primary.</summary>
    public IReadOnlyDictionary<string, long> HotStandbyParameters { get; init; } = new Dictionary<string, long>();
}
