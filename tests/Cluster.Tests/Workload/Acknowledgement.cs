namespace Howdah.Cluster.Tests.Workload;

/// <summary>A write that the server acknowledged.</summary>
/// <param name="Key">What was appended to.</param>
/// <param name="Sequence">Rises by one for every attempt of one writer on one key; gaps are attempts without an answer.</param>
/// <param name="Writer">Who wrote.</param>
/// <param name="Instance">The instance it was pinned to; empty when it went through the service.</param>
/// <param name="Started">Monotonic ticks before the statement was sent.</param>
/// <param name="Ended">Monotonic ticks after the acknowledgement had come.</param>
internal sealed record Acknowledgement(int Key, long Sequence, string Writer, string Instance, long Started, long Ended);
