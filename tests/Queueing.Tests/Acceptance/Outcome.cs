using Howdah.Queueing.Client;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>What a step came to, in the words of the case files.</summary>
internal sealed record Outcome(string Text)
{
    public static readonly Outcome Ok = new("ok");
    public static readonly Outcome OkAlready = new("ok_already");
    public static readonly Outcome NoWork = new("no_work");
    public static readonly Outcome NoOp = new("noop_no_error");

    public string? ItemId { get; init; }

    public long? Token { get; init; }

    public int? Exponent { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public bool IsError => Text.StartsWith("error:", StringComparison.Ordinal);

    public static Outcome Acquired(string id, long token, int exponent, DateTimeOffset until) =>
        new("acquired") { ItemId = id, Token = token, Exponent = exponent, LeaseUntil = until };

    public static Outcome Acquired(LeasedItem item) => Acquired(item.Key, item.Token, item.Exponent, item.LeaseUntil);

    public static Outcome Of(WorkQueueError error) => new("error:" + error switch
    {
        WorkQueueError.StaleToken => "stale_token",
        WorkQueueError.NotOwner or WorkQueueError.UnknownItem or WorkQueueError.AlreadyCompleted or WorkQueueError.Dead => "not_owner",
        WorkQueueError.InvalidArgument or WorkQueueError.InvalidSuccessors or WorkQueueError.PayloadTooLarge => "invalid_argument",
        WorkQueueError.ConflictingSuccessors => "conflicting_successors",
        WorkQueueError.LeaseHeldElsewhere => "lease_held_elsewhere",
        WorkQueueError.LeaseExpired => "lease_expired",
        WorkQueueError.RetriesExceeded => "retries_exceeded",
        _ => error.ToString(),
    });
}
