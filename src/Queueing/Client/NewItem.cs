using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Queueing.Client;

/// <summary>An item to create.</summary>
/// <param name="Key">Its id: 1 to 2,048 bytes of UTF-8 without NUL. An id that is known is not created again.</param>
/// <param name="Payload">JSON text, or null.</param>
public sealed record NewItem(string Key, string? Payload = null)
{
    /// <summary>0 (first) to 3.</summary>
    public short Priority { get; init; } = 1;

    /// <summary>Not before this time, by the database's clock; null for now.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>With doubling leases, the power of two the first lease is multiplied by.</summary>
    public short LeaseExponent { get; init; }

    public static NewItem Of<T>(string key, T payload, JsonTypeInfo<T> type) => new(key, JsonSerializer.Serialize(payload, type));
}
