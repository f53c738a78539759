using Howdah.HighAvailability.Lease;

namespace Howdah.HighAvailability.Failover;

/// <summary>
/// Everything the failover machine decides by. The reports must have been asked for after <see cref="Cluster"/> was read or written, and the step is written
/// by compare-and-swap on the version it was computed from: then no fact is older than the state it is judged in.
/// </summary>
public sealed record FailoverObservation
{
    public required ClusterState Cluster { get; init; }

    public required LeaseView Lease { get; init; }

    /// <summary>The instance in the lease's holder identity; null when nobody holds it.</summary>
    public string? LeaseHolder { get; init; }

    /// <summary>What the agents that could be reached say.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>Members whose agent did not answer.</summary>
    public IReadOnlyList<string> Unreachable { get; init; } = [];

    /// <summary>Wall clock: for startedAt and for deadlines, which never decide about safety.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Somebody asked that this instance become primary (annotation), or null.</summary>
    public string? SwitchoverTo { get; init; }

    /// <summary>A rolling update asks that this instance become primary, or null.</summary>
    public string? RollingUpdateTo { get; init; }

    /// <summary>The failover that may go on although the election cannot prove that no acknowledged commit is lost (annotation), or null.</summary>
    public string? AllowDataLossId { get; init; }

    /// <summary>Fresh and unique: becomes the id of a failover that starts now.</summary>
    public required string NewId { get; init; }

    /// <summary>The operator leaves the cluster alone.</summary>
    public bool Paused { get; init; }
}
