using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Howdah.Queueing.OpenSearch.Documents;

/// <summary>The id of an item's document: the item's own where OpenSearch can take it, else a digest of it.</summary>
internal static class DocumentId
{
    /// <summary>OpenSearch's limit for ids.</summary>
    private const int MaxBytes = 512;
    private const int MaxKeyBytes = 2048;
    private const string DigestPrefix = "sha256:";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="WorkQueueException">Empty, over 2,048 bytes, with a NUL, or no valid Unicode: invalid argument.</exception>
    public static string Of(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            throw Invalid(key is null ? "null" : "empty");
        }

        byte[] bytes;
        try
        {
            bytes = Utf8.GetBytes(key);
        }
        catch (EncoderFallbackException)
        {
            throw Invalid("one with half a surrogate pair, which UTF-8 cannot hold");
        }

        if (key.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid("one with a NUL in it");
        }

        if (bytes.Length > MaxKeyBytes)
        {
            throw Invalid($"{bytes.Length} bytes long, more than {MaxKeyBytes}");
        }

        return bytes.Length > MaxBytes || key.StartsWith(DigestPrefix, StringComparison.Ordinal)
            ? DigestPrefix + Base64Url.EncodeToString(SHA256.HashData(bytes))
            : key;
    }

    private static WorkQueueException Invalid(string what) => new(WorkQueueError.InvalidArgument, $"An id is {what}.");
}
