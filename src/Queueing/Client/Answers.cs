namespace Howdah.Queueing.Client;

/// <summary>What came of asking for one item by its id.</summary>
public enum AcquireItemStatus
{
    Acquired,
    HeldElsewhere,
    AlreadyCompleted,
    Dead,
    Paused,

    /// <summary>A lease of zero was asked for: the item was created, not leased.</summary>
    Created,

    /// <summary>A lease of zero was asked for: the item was there already.</summary>
    Exists,
}

/// <summary><paramref name="Item"/> is set when the status is <see cref="AcquireItemStatus.Acquired"/>.</summary>
public sealed record AcquireItemAnswer(AcquireItemStatus Status, LeasedItem? Item, DateTimeOffset? HeldUntil);

/// <summary>One of a batch that was not done.</summary>
public sealed record Refusal(long Id, WorkQueueError Error);

/// <summary>What became of a failed item: dead, or to be tried again at <paramref name="RunAt"/>.</summary>
public sealed record FailAnswer(bool Dead, DateTimeOffset? RunAt);

/// <summary>Counts stop at the cap that was asked for.</summary>
public sealed record Backlog(long Ready, long Scheduled, long Leased, long Expired, long Dead, TimeSpan OldestReadyAge, bool Paused);

/// <summary>
/// One item as it is now. State: waiting, scheduled, leased, expired, dead or completed. Attempt: leases taken and not released, null before the first.
/// Holder: who holds it, or was the last to.
/// </summary>
public sealed record ItemState(
    long Id, string State, short Priority, string? Payload, int? Attempt, int? Exponent, string? Holder,
    DateTimeOffset? RunAt, DateTimeOffset? LeaseUntil, DateTimeOffset? FinishedAt, string? Reason, IReadOnlyList<string>? Successors);
