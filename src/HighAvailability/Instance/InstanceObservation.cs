using Howdah.HighAvailability.Lease;
using Howdah.Postgres;

namespace Howdah.HighAvailability.Instance;

/// <summary>Everything an agent knows when it decides what its instance does next. Times are monotonic.</summary>
public sealed record InstanceObservation
{
    public required string Name { get; init; }

    /// <summary>
    /// Null until the PostgresCluster has been read once. The first read of an agent's life is a consistent one (no resourceVersion in the request), so
    /// that a standby that promised not to follow the old primary keeps its word over a restart.
    /// </summary>
    public ClusterState? Cluster { get; init; }

    public required SupervisorReport Supervisor { get; init; }

    /// <summary>What SQL says; null when there is no answer.</summary>
    public ServerFacts? Server { get; init; }

    public LeaseView Lease { get; init; }

    /// <summary>
    /// We hold the lease, and it cannot have run out: renewed by this agent within its duration, or, after a restart of the agent, the holder is this very pod
    /// and the supervisor still has a permit.
    /// </summary>
    public bool HoldsLease { get; init; }

    /// <summary>
    /// The holder is an earlier pod of this very instance on this very node, or an earlier agent of this pod. With the volume's lock in our hands nothing that it
    /// could have permitted still runs.
    /// </summary>
    public bool LeaseHeldByPredecessor { get; init; }

    /// <summary>How long the server, meant to run as primary, has not been running or not answering; null when it does.</summary>
    public TimeSpan? PrimaryDownFor { get; init; }

    /// <summary>
    /// How long nobody has been given a new connection to the running server, several attempts long; null when the last attempt was answered, be it by a refusal. A
    /// postmaster that is stopped or hangs leaves the connections that are open as they are, so <see cref="Server"/> may be there all the same.
    /// </summary>
    public TimeSpan? ServerStalledFor { get; init; }

    /// <summary>How long a standby has not been streaming although it has somebody to follow; null when it streams.</summary>
    public TimeSpan? NotStreamingFor { get; init; }

    /// <summary>Whether the primary reports our slot as lost.</summary>
    public bool SlotLost { get; init; }

    /// <summary>The kubelet has told this pod's agent to end.</summary>
    public bool AgentTerminating { get; init; }
}

/// <summary>What the server itself says.</summary>
public sealed record ServerFacts
{
    public bool InRecovery { get; init; }

    public int Timeline { get; init; }

    public Lsn FlushedLsn { get; init; }

    public Lsn ReplayedLsn { get; init; }

    public bool LocalWalReplayed { get; init; }

    /// <summary>A walreceiver process exists, streaming or not.</summary>
    public bool WalReceiverActive { get; init; }

    public bool Streaming { get; init; }

    /// <summary>The instance that primary_conninfo names; null when it is empty.</summary>
    public string? Follows { get; init; }
}
