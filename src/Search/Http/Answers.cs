using System.Text.Json;
using System.Text.Json.Serialization;

namespace Howdah.Search.Http;

internal sealed record WriteDto
{
    public required string Result { get; init; }

    [JsonPropertyName("_seq_no")]
    public long? SequenceNumber { get; init; }

    [JsonPropertyName("_primary_term")]
    public long? PrimaryTerm { get; init; }

    public DocumentDto? Get { get; init; }
}

internal sealed record DocumentDto
{
    [JsonPropertyName("_id")]
    public string? Id { get; init; }

    public bool Found { get; init; }

    [JsonPropertyName("_seq_no")]
    public long? SequenceNumber { get; init; }

    [JsonPropertyName("_primary_term")]
    public long? PrimaryTerm { get; init; }

    [JsonPropertyName("_source")]
    public JsonElement? Source { get; init; }

    public JsonElement? Error { get; init; }

    public JsonElement? Sort { get; init; }
}

internal sealed record ManyDto
{
    public required List<DocumentDto> Docs { get; init; }
}

internal sealed record SearchDto
{
    public required bool TimedOut { get; init; }

    [JsonPropertyName("_shards")]
    public required ShardsDto Shards { get; init; }

    public required HitsDto Hits { get; init; }

    public JsonElement? Aggregations { get; init; }
}

internal sealed record HitsDto
{
    public TotalDto? Total { get; init; }

    public required List<DocumentDto> Hits { get; init; }
}

internal sealed record TotalDto
{
    public required long Value { get; init; }

    public required string Relation { get; init; }
}

internal sealed record CountDto
{
    public required long Count { get; init; }

    [JsonPropertyName("_shards")]
    public required ShardsDto Shards { get; init; }
}

internal sealed record RefreshDto
{
    [JsonPropertyName("_shards")]
    public required ShardsDto Shards { get; init; }
}

internal sealed record ShardsDto
{
    public required int Total { get; init; }

    public required int Failed { get; init; }
}

internal sealed record BulkDto
{
    public required bool Errors { get; init; }

    public required List<Dictionary<string, BulkItemDto>> Items { get; init; }
}

internal sealed record BulkItemDto
{
    public required int Status { get; init; }

    public string? Result { get; init; }

    [JsonPropertyName("_seq_no")]
    public long? SequenceNumber { get; init; }

    [JsonPropertyName("_primary_term")]
    public long? PrimaryTerm { get; init; }

    public JsonElement? Error { get; init; }
}

internal sealed record RootDto
{
    public string? ClusterName { get; init; }

    public required VersionDto Version { get; init; }
}

internal sealed record VersionDto
{
    public required string Number { get; init; }

    public string? Distribution { get; init; }
}
