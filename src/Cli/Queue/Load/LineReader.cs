using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Howdah.Cli.Queue.Load;

/// <summary>Splits a stream at line feeds, in bytes, so that a line that is no text harms no other.</summary>
internal static class LineReader
{
    private const int BufferBytes = 1 << 18;

    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                yield return buffer.Slice(0, end).ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (result.IsCompleted)
            {
                if (buffer.Length > 0)
                {
                    yield return buffer.ToArray();
                }

                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
