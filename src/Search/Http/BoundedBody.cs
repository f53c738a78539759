using System.Buffers;

namespace Howdah.Search.Http;

internal static class BoundedBody
{
    private const int Chunk = 16 * 1024;

    /// <summary>Reads at most <paramref name="limit"/> bytes; null when there are more.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limit)
        {
            return null;
        }

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>((int)Math.Clamp(content.Headers.ContentLength ?? Chunk, 1, limit));
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(Chunk), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return buffer.WrittenSpan.ToArray();
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > limit)
            {
                return null;
            }
        }
    }

    /// <summary>The first bytes, for an error message: whatever follows is not read.</summary>
    public static async Task<byte[]> ReadBeginningAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new byte[limit];
        var length = await stream.ReadAtLeastAsync(buffer, limit, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return buffer[..length];
    }
}
