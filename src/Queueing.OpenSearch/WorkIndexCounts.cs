namespace Howdah.Queueing.OpenSearch;

/// <summary>What an index held at its last refresh, a second ago or so.</summary>
public sealed record WorkIndexCounts
{
    /// <summary>Items that are free, expired leases among them.</summary>
    public required long Ready { get; init; }

    /// <summary>Items whose lease is not over.</summary>
    public required long Leased { get; init; }

    public required long Completed { get; init; }

    /// <summary>When the oldest of those that are free was created, by the clock of the node that has it; null when none is free.</summary>
    public DateTimeOffset? OldestReadyAt { get; init; }

    /// <summary>Leases that are not over, by holder: of the holders with the most, if there are more than were asked for.</summary>
    public required IReadOnlyDictionary<string, long> Holders { get; init; }
}
