namespace Howdah.Queueing.Batching;

/// <summary>More requests are waiting than may: come again later.</summary>
internal sealed class BatcherFullException() : Exception("Too many requests are waiting.");
