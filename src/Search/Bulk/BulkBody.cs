using System.Buffers;
using System.Text;

namespace Howdah.Search.Bulk;

/// <summary>The lines of a bulk request.</summary>
internal static class BulkBody
{
    private const byte LineFeed = (byte)'\n';

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<BulkOperation> operations)
    {
        var buffer = new ArrayBufferWriter<byte>(operations.Count * 256);
        foreach (var operation in operations)
        {
            var (name, body, condition) = operation.Parts;
            buffer.Write(Encoding.UTF8.GetBytes(operation.Action(name, condition).ToJsonString()));
            buffer.Write([LineFeed]);
            if (body is { } source)
            {
                WriteOneLine(buffer, source.Span);
                buffer.Write([LineFeed]);
            }
        }

        return buffer.WrittenMemory;
    }

    /// <summary>JSON has line feeds only between its tokens, where a space does as well.</summary>
    private static void WriteOneLine(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> source)
    {
        var target = buffer.GetSpan(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is LineFeed or (byte)'\r' ? (byte)' ' : source[i];
        }

        buffer.Advance(source.Length);
    }
}
