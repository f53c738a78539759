using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Kubernetes.Client;

/// <summary>Request bodies as UTF-8.</summary>
internal static class RequestBody
{
    public static ReadOnlyMemory<byte> Of<T>(T value, JsonTypeInfo<T> info)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = Writer(buffer, info.Options))
        {
            JsonSerializer.Serialize(writer, value, info);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The main resource without its status, which has a door of its own.</summary>
    public static ReadOnlyMemory<byte> OfMainApply<T>(T entity, JsonTypeInfo<T> info)
    {
        var node = Node(entity, info);
        node.Remove("status");
        return Bytes(node, info.Options);
    }

    /// <summary>
    /// Type, key and status. Nothing else, or the field manager would come to own labels and spec too
    /// (before Kubernetes 1.22 the server does not strip them).
    /// </summary>
    public static ReadOnlyMemory<byte> OfStatusApply<T>(T entity, JsonTypeInfo<T> info, bool optimisticLock)
    {
        var node = Node(entity, info);
        var metadata = new JsonObject();
        string[] kept = optimisticLock ? ["name", "namespace", "resourceVersion"] : ["name", "namespace"];
        foreach (var name in kept)
        {
            if (node["metadata"]?[name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }

        var body = new JsonObject { ["apiVersion"] = node["apiVersion"]?.DeepClone(), ["kind"] = node["kind"]?.DeepClone(), ["metadata"] = metadata };
        if (node["status"] is { } status)
        {
            body["status"] = status.DeepClone();
        }

        return Bytes(body, info.Options);
    }

    private static JsonObject Node<T>(T entity, JsonTypeInfo<T> info) => JsonSerializer.SerializeToNode(entity, info) as JsonObject
        ?? throw new ArgumentException($"{typeof(T).Name} does not become a JSON object.", nameof(entity));

    private static ReadOnlyMemory<byte> Bytes(JsonNode node, JsonSerializerOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = Writer(buffer, options))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    private static Utf8JsonWriter Writer(IBufferWriter<byte> buffer, JsonSerializerOptions options) =>
        new(buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth, SkipValidation = true });
}
