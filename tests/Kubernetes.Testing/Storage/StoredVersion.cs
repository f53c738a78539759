using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>One version of one object, as the log keeps it. Never changed after it was stored.</summary>
/// <param name="Revision">When it came to be.</param>
/// <param name="Key">Namespace and name.</param>
/// <param name="Object">The object; the last state of a deleted one.</param>
/// <param name="Previous">The version before; null for a new object.</param>
/// <param name="Deleted">The object is gone with this version.</param>
internal sealed record StoredVersion(long Revision, NamespacedName Key, JsonObject Object, StoredVersion? Previous, bool Deleted)
{
    private byte[]? _json;

    /// <summary>The object as JSON, made once.</summary>
    public ReadOnlyMemory<byte> Json => _json ??= FakeJson.Bytes(Object);

    /// <summary>Lets go of the chain of older versions.</summary>
    public StoredVersion? Previous { get; set; } = Previous;
}
