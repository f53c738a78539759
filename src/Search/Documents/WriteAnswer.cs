using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Howdah.Search.Documents;

/// <summary>The answer to one write.</summary>
/// <param name="Result">What has become of it.</param>
/// <param name="Version">The state it has led to; null when the document is missing or in conflict.</param>
public sealed record WriteAnswer(WriteResult Result, DocumentVersion? Version)
{
    /// <summary>The document after an update, when that was asked for.</summary>
    public JsonElement? Source { get; init; }
}

/// <summary>A document as it is now.</summary>
public sealed record Document(string Id, DocumentVersion Version, JsonElement Source)
{
    public T? SourceAs<T>(JsonTypeInfo<T> type) => Source.Deserialize(type);
}
