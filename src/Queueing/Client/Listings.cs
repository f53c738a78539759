namespace Howdah.Queueing.Client;

/// <summary>An item that waits, or is to run at a later time.</summary>
public sealed record ReadyItem(long Id, string Key, short Priority, DateTimeOffset RunAt, int Attempt, int Exponent);

/// <summary>An item in somebody's hands; its lease may be over.</summary>
public sealed record HeldItem(long Id, string Key, string Holder, DateTimeOffset AcquiredAt, DateTimeOffset LeaseUntil, int Attempt, int Exponent);

/// <summary>An item that is not tried any more.</summary>
public sealed record DeadItem(long Id, string Key, DateTimeOffset DiedAt, int Attempt, string Holder, string? Reason, string? Payload);
