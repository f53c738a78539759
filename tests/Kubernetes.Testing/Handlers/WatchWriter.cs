using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>Frames events: one JSON object a line.</summary>
internal sealed class WatchWriter(Stream body, ServedKind kind)
{
    public static JsonObject Bookmark(ServedKind kind, long revision, bool initialEventsEnd = false)
    {
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (initialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return new JsonObject { ["kind"] = kind.Kind.Kind, ["apiVersion"] = kind.Kind.ApiVersion, ["metadata"] = metadata };
    }

    public Task WriteAsync(string type, JsonObject entity, CancellationToken cancellationToken) =>
        WriteLineAsync(type, FakeJson.Bytes(entity), cancellationToken);

    /// <param name="type">The event type.</param>
    /// <param name="json">The object as stored.</param>
    /// <param name="entity">The same, to be rewritten when it was stored through another API version.</param>
    /// <param name="cancellationToken">The client went away.</param>
    public Task WriteAsync(string type, ReadOnlyMemory<byte> json, JsonObject entity, CancellationToken cancellationToken) =>
        WriteLineAsync(type, entity.Text("apiVersion") == kind.Kind.ApiVersion ? json : FakeJson.Bytes(ReadHandler.Shown(kind, entity)), cancellationToken);

    private async Task WriteLineAsync(string type, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await body.WriteAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":"""), cancellationToken);
        await body.WriteAsync(json, cancellationToken);
        await body.WriteAsync("}\n"u8.ToArray(), cancellationToken);
    }
}
