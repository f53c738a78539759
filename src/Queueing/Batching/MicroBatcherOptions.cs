namespace Howdah.Queueing.Batching;

/// <param name="MaxBatch">Requests in one batch.</param>
/// <param name="Capacity">Requests that may wait.</param>
/// <param name="Lanes">Batches under way at the same time.</param>
/// <param name="Window">How long to gather before a batch is begun.</param>
internal sealed record MicroBatcherOptions(int MaxBatch, int Capacity, int Lanes, TimeSpan Window);
