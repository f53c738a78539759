using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search;
using Howdah.Search.Searching;

namespace Howdah.Queueing.OpenSearch;

public sealed partial class WorkIndex
{
    /// <summary>The version that <see cref="SetupAsync"/> brings an index to.</summary>
    public const int LatestVersion = WorkIndexDefinition.SchemaVersion;

    /// <summary>Counts without a refresh, so that watching a queue costs its workers nothing. Not retried.</summary>
    /// <param name="mostHolders">1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="WorkQueueException">There is no such index, or it is not that of a queue.</exception>
    /// <exception cref="SearchException">The cluster does not answer.</exception>
    public Task<WorkIndexCounts> CountAsync(int mostHolders = 1000, CancellationToken cancellationToken = default) => CheckedAsync(async () =>
    {
        var query = new SearchQuery(null) { Size = 0, Aggregations = Aggregations(mostHolders) };
        var found = (await _client.SearchAsync(Options.Index, query, cancellationToken).ConfigureAwait(false)).Aggregations
            ?? throw new WorkQueueException(WorkQueueError.UnknownQueue, $"The cluster has not counted the items of {Options.Index}.");
        var oldest = found.GetProperty("ready").GetProperty("oldest").GetProperty("value");
        return new WorkIndexCounts
        {
            Ready = Count(found, "ready"),
            Leased = Count(found, "leased"),
            Completed = Count(found, "completed"),
            OldestReadyAt = oldest.ValueKind == JsonValueKind.Number ? DateTimeOffset.FromUnixTimeMilliseconds((long)oldest.GetDouble()) : null,
            Holders = found.GetProperty("leased").GetProperty("holders").GetProperty("buckets").EnumerateArray()
                .ToDictionary(bucket => bucket.GetProperty("key").GetString()!, bucket => bucket.GetProperty("doc_count").GetInt64(), StringComparer.Ordinal),
        };
    }, cancellationToken);

    /// <summary>Deletes the index with all items. False when there was none.</summary>
    /// <exception cref="WorkQueueException">The index is not that of a queue, or is a newer version's: it is left alone.</exception>
    /// <exception cref="SearchException">The cluster does not answer, or refuses.</exception>
    public async Task<bool> DeleteAsync(CancellationToken cancellationToken = default)
    {
        if (await _client.GetMappingAsync(Options.Index, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        await VerifyAsync(cancellationToken).ConfigureAwait(false);
        _isVerified = false;
        return await _client.DeleteIndexAsync(Options.Index, cancellationToken).ConfigureAwait(false);
    }

    private static JsonObject Aggregations(int mostHolders) => new()
    {
        ["ready"] = new JsonObject
        {
            ["filter"] = All(Unfinished, Expiration("lte")),
            ["aggs"] = new JsonObject { ["oldest"] = new JsonObject { ["min"] = new JsonObject { ["field"] = "createdAt" } } },
        },
        ["leased"] = new JsonObject
        {
            ["filter"] = All(Status(WorkItemDocument.Leased), Expiration("gt")),
            ["aggs"] = new JsonObject { ["holders"] = new JsonObject { ["terms"] = new JsonObject { ["field"] = "leaseHolderId", ["size"] = mostHolders } } },
        },
        ["completed"] = new JsonObject { ["filter"] = Status(WorkItemDocument.Completed) },
    };

    private static JsonObject All(JsonObject one, JsonObject other) => new() { ["bool"] = new JsonObject { ["filter"] = new JsonArray(one, other) } };

    private static JsonObject Status(string status) => new() { ["term"] = new JsonObject { ["status"] = status } };

    private static JsonObject Expiration(string comparison) => new() { ["range"] = new JsonObject { ["expiration"] = new JsonObject { [comparison] = "now" } } };

    private static long Count(JsonElement aggregations, string name) => aggregations.GetProperty(name).GetProperty("doc_count").GetInt64();
}
