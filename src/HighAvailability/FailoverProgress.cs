namespace Howdah.HighAvailability;

/// <summary>The persisted part of the failover machine; everything it needs to go on after a restart.</summary>
public sealed record FailoverProgress
{
    public static readonly FailoverProgress None = new();

    public FailoverState State { get; init; } = FailoverState.Stable;

    /// <summary>Unique per failover; standbys answer with it when they have stopped receiving.</summary>
    public string? Id { get; init; }

    public FailoverReason Reason { get; init; }

    public bool Planned { get; init; }

    public string? From { get; init; }

    /// <summary>Set by the election, or by the person who asked for a switchover.</summary>
    public string? To { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When this state is taken to have failed; what follows is in the transition table.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public string? Message { get; init; }
}

public enum FailoverReason
{
    None,

    /// <summary>The primary's lease ran out: pod, node, agent or its connection to the API server is gone.</summary>
    LeaseExpired,

    /// <summary>The primary's agent verified that PostgreSQL is stopped, could not bring it back, and gave the lease up.</summary>
    PrimaryReleased,

    /// <summary>The primary's data directory is lost or unusable.</summary>
    PrimaryDataLost,

    /// <summary>Somebody asked for it.</summary>
    Switchover,

    /// <summary>A rolling update moves the role before the old primary is replaced.</summary>
    RollingUpdate,
}
