using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing;

internal static class FakeJson
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static T Clone<T>(T node)
        where T : JsonNode => (T)node.DeepClone();

    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject map && map.TryGetPropertyValue(name, out var member) && member is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static JsonObject Map(this JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject map)
        {
            parent[name] = map = [];
        }

        return map;
    }

    /// <summary>Replaces or, with null, removes a member.</summary>
    public static void Put(this JsonObject map, string name, JsonNode? value)
    {
        if (value is null)
        {
            map.Remove(name);
        }
        else
        {
            map[name] = value.Parent is null ? value : value.DeepClone();
        }
    }
}
