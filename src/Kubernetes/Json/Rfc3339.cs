using System.Globalization;
using System.Text.Json;

namespace Howdah.Kubernetes.Json;

internal static class Rfc3339
{
    /// <summary>Reads any RFC 3339 instant; fractions past 100 ns (Go writes up to nine digits) are cut off.</summary>
    public static DateTimeOffset Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("Expected an RFC 3339 time.");
        }

        return reader.TryGetDateTimeOffset(out var value) || TryParse(reader.GetString()!, out value)
            ? value
            : throw new JsonException("Expected an RFC 3339 time.");
    }

    public static bool TryParse(string text, out DateTimeOffset value) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
}
