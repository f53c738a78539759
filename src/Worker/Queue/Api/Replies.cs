using System.Text.Json.Serialization;

namespace Howdah.Worker.Queue.Api;

internal sealed record PushReply(int Created);

/// <summary>A lease ends <paramref name="WaitedMilliseconds"/> and its own length after the request was sent, or later.</summary>
internal sealed record AcquireReply(IReadOnlyList<Lease> Items, long WaitedMilliseconds);

internal sealed record AcquireItemReply(string Status, Lease? Item, DateTimeOffset? HeldUntil);

/// <summary>Numbers and tokens are texts: they need 63 bits, and not every reader of JSON has them.</summary>
internal sealed record Lease(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Id,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Token,
    string Key,
    [property: JsonConverter(typeof(RawJsonConverter))] string? Payload,
    short Priority,
    int Attempt,
    int Exponent,
    DateTimeOffset LeaseUntil,
    long LeaseMilliseconds);

internal sealed record CompleteReply(bool Completed, int? Created);

internal sealed record FailReply(bool Dead, DateTimeOffset? RunAt);

internal sealed record RenewReply(long LeaseMilliseconds);

internal sealed record ReleaseReply(bool Released);

internal sealed record StatsReply(
    long Ready, long Scheduled, long Leased, long Expired, long Dead, double OldestReadySeconds, bool Paused, int Waiting, bool Pending, long? NotComplete);

internal sealed record ItemReply(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Id,
    string State, short Priority, [property: JsonConverter(typeof(RawJsonConverter))] string? Payload, int? Attempt, int? Exponent, string? Holder,
    DateTimeOffset? RunAt, DateTimeOffset? LeaseUntil, DateTimeOffset? FinishedAt, string? Reason, IReadOnlyList<string>? Successors);

internal sealed record DeadReply(IReadOnlyList<DeadEntry> Items);

internal sealed record DeadEntry(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] long Id,
    string Key, DateTimeOffset DiedAt, int Attempt, string Holder, string? Reason, [property: JsonConverter(typeof(RawJsonConverter))] string? Payload);

internal sealed record RedriveReply(int Redriven);

/// <summary>RFC 9457.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Error, string? Code);
