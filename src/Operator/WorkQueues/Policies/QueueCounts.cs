namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>What was seen of a queue's items at one moment.</summary>
internal sealed record QueueCounts
{
    /// <summary>Counts stop here: the cost of looking does not grow with the queue.</summary>
    public const int Cap = 100_000;

    /// <summary>Could be taken now, expired leases among them.</summary>
    public required long Ready { get; init; }

    public required long Leased { get; init; }

    public required long Delayed { get; init; }

    public required long Dead { get; init; }

    /// <summary>Completions that are remembered.</summary>
    public long? Completed { get; init; }

    /// <summary>Completions since the server's statistics began: for rates.</summary>
    public long? CompletedTotal { get; init; }

    public TimeSpan OldestAge { get; init; }

    public bool Paused { get; init; }
}
