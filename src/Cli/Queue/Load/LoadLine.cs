using Howdah.Queueing.Client;

namespace Howdah.Cli.Queue.Load;

/// <summary>One line of the input.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">As it stands there, without its end.</param>
/// <param name="Item">What it says; null when it cannot be understood.</param>
/// <param name="Problem">Why not.</param>
internal sealed record LoadLine(long Number, ReadOnlyMemory<byte> Bytes, NewItem? Item, string? Problem);
