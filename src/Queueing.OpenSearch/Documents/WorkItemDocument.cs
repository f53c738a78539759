using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Howdah.Queueing.OpenSearch.Documents;

/// <summary>An item as it is in the index. Times are milliseconds since 1970 by the clock of the node that wrote them.</summary>
internal sealed record WorkItemDocument
{
    public required string ScriptVersion { get; init; }

    /// <summary>The item's id; the document's is another when this one cannot be a document's.</summary>
    public required string Key { get; init; }

    public required string Status { get; init; }

    /// <summary>When the lease ends and the item is free; 0 when it has none.</summary>
    public required long Expiration { get; init; }

    public required int NextAcquisitionLeaseExponent { get; init; }

    /// <summary>Leases taken and not released.</summary>
    public required int NumAttempts { get; init; }

    /// <summary>Fencing token of the last lease: grows with every lease.</summary>
    public required long LeaseToken { get; init; }

    /// <summary>The call that has made the item; by it a repeated call knows its own doing.</summary>
    public required string CreationNonce { get; init; }

    public required long TouchedAt { get; init; }

    /// <summary>Who holds it, held it last, or has completed it.</summary>
    public string? LeaseHolderId { get; init; }

    public int? LeaseExponent { get; init; }

    public long? LeasedAt { get; init; }

    public long? CompletedAt { get; init; }

    public string? ParentId { get; init; }

    [JsonPropertyName("successor_items")]
    public List<string>? SuccessorItems { get; init; }

    public const string Unassigned = "unassigned";
    public const string Leased = "leased";
    public const string Completed = "completed";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkItemDocument))]
internal sealed partial class WorkItemJson : JsonSerializerContext;

/// <summary>Settings and mapping of the index of a queue.</summary>
internal static class WorkIndexDefinition
{
    /// <summary>Of documents and scripts; written into every document, so that workers of different versions never work on one item.</summary>
    public const string ScriptVersion = "howdah-1";

    /// <summary>Of the mapping; grows when fields are added.</summary>
    public const int SchemaVersion = 1;

    public static JsonObject Create(OpenSearchQueueOptions options) => new()
    {
        ["settings"] = new JsonObject
        {
            ["number_of_shards"] = options.Shards,
            ["auto_expand_replicas"] = options.Replicas,
        },
        ["mappings"] = new JsonObject
        {
            ["dynamic"] = "strict",
            ["_meta"] = new JsonObject { ["howdah"] = SchemaVersion },
            ["properties"] = new JsonObject
            {
                ["scriptVersion"] = Type("keyword"),
                ["key"] = Unindexed("keyword"),
                ["status"] = Type("keyword"),
                ["expiration"] = Instant(),
                ["nextAcquisitionLeaseExponent"] = Type("integer"),
                ["numAttempts"] = Type("integer"),
                ["leaseToken"] = Type("long"),
                ["leaseNonce"] = Unindexed("keyword"),
                ["leaseHolderId"] = Type("keyword"),
                ["leaseExponent"] = Type("integer"),
                ["leasedAt"] = Instant(),
                ["creatorId"] = Type("keyword"),
                ["creationNonce"] = Unindexed("keyword"),
                ["parentId"] = Unindexed("keyword"),
                ["successor_items"] = Unindexed("keyword"),
                ["position"] = Type("integer"),
                ["createdAt"] = Instant(),
                ["completedAt"] = Instant(),
                ["touchedAt"] = Instant(),
            },
        },
    };

    private static JsonObject Type(string name) => new() { ["type"] = name };

    private static JsonObject Unindexed(string name) => new() { ["type"] = name, ["index"] = false, ["doc_values"] = false };

    private static JsonObject Instant() => new() { ["type"] = "date", ["format"] = "epoch_millis" };
}
