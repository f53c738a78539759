namespace Howdah.Sidecar.Native;

/// <summary>One line of a child's output without its end, in the bytes the child wrote.</summary>
internal delegate void LineHandler(ReadOnlySpan<byte> line);
