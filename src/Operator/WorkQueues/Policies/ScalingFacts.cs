namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>What the number of worker pods is chosen by.</summary>
internal sealed record ScalingFacts
{
    public required int Min { get; init; }

    public required int Max { get; init; }

    /// <summary>Items for each pod.</summary>
    public required int Target { get; init; }

    /// <summary>Null: age does not count.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Pods asked for at present.</summary>
    public required int Current { get; init; }

    /// <summary>Items that could be taken now, expired leases among them.</summary>
    public required long Ready { get; init; }

    public required long Leased { get; init; }

    /// <summary>How long the oldest ready item has waited.</summary>
    public TimeSpan OldestAge { get; init; }

    /// <summary>Pods that hold a lease.</summary>
    public required int Holders { get; init; }

    /// <summary>Nothing is handed out: ready items are no reason for pods.</summary>
    public bool Paused { get; init; }

    /// <summary>Since pods were last added; null: not known to have been.</summary>
    public TimeSpan? SinceAdded { get; init; }
}
