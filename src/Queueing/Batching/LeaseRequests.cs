namespace Howdah.Queueing.Batching;

internal readonly record struct CompleteRequest(long Id, long Token);

internal readonly record struct ReleaseRequest(long Id, long Token);

internal readonly record struct RenewRequest(long Id, long Token, TimeSpan Lease);

internal readonly record struct FailRequest(long Id, long Token, string Reason, TimeSpan? RetryAfter, bool Permanent);
