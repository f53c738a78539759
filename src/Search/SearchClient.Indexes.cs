using System.Net;
using System.Text.Json.Nodes;
using Howdah.Search.Http;

namespace Howdah.Search;

public sealed partial class SearchClient
{
    /// <summary>False when there is an index of that name already, whatever it is like. Waits until its primary shards are there.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="definition">Settings and mappings.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<bool> CreateIndexAsync(IndexName index, JsonObject definition, CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(new(HttpMethod.Put, new SearchPath(index.Value).ToString(), $"Creating the index {index}") { Body = Json(definition) }, cancellationToken)
                .ConfigureAwait(false);
            return true;
        }
        catch (SearchException exception) when (exception.Error?.Type is "resource_already_exists_exception" or "index_already_exists_exception")
        {
            return false;
        }
    }

    public async Task<bool> IndexExistsAsync(IndexName index, CancellationToken cancellationToken = default)
    {
        var response = await _http.SendAsync(new(HttpMethod.Head, new SearchPath(index.Value).ToString(), $"Looking for the index {index}"), cancellationToken)
            .ConfigureAwait(false);
        return response.Status == HttpStatusCode.OK;
    }

    /// <summary>False when there was none.</summary>
    public async Task<bool> DeleteIndexAsync(IndexName index, CancellationToken cancellationToken = default)
    {
        var response = await _http.SendAsync(new(HttpMethod.Delete, new SearchPath(index.Value).ToString(), $"Deleting the index {index}"), cancellationToken)
            .ConfigureAwait(false);
        return response.Status switch
        {
            HttpStatusCode.NotFound when response.Refusal().IsIndexMissing => false,
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => throw response.Refusal(),
            _ => true,
        };
    }

    /// <summary>The mapping of the index behind a name; null when there is none.</summary>
    /// <exception cref="SearchException">The name stands for several indexes, or as for every request.</exception>
    public async Task<JsonObject?> GetMappingAsync(IndexName index, CancellationToken cancellationToken = default)
    {
        var response = await _http.SendAsync(new(HttpMethod.Get, new SearchPath(index.Value, "_mapping").ToString(), $"Reading the mapping of {index}"), cancellationToken)
            .ConfigureAwait(false);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return response.Refusal() is { IsIndexMissing: true } ? null : throw response.Refusal();
        }

        var indexes = response.Read(SearchJson.Default.JsonObject);
        return indexes.Count == 1 && indexes.First().Value is JsonObject found && found["mappings"] is JsonObject mappings
            ? mappings
            : throw response.Malformed($"mappings of {indexes.Count} indexes");
    }

    /// <summary>Adds fields to the mapping. A field that exists with another type is an error.</summary>
    public Task PutMappingAsync(IndexName index, JsonObject mapping, CancellationToken cancellationToken = default) =>
        SendAsync(new(HttpMethod.Put, new SearchPath(index.Value, "_mapping").ToString(), $"Changing the mapping of {index}") { Body = Json(mapping) }, cancellationToken);

    /// <summary>Makes every write answered before visible to searches that begin after.</summary>
    /// <exception cref="SearchException">A shard could not be refreshed, or as for every request.</exception>
    public async Task RefreshAsync(IndexName index, CancellationToken cancellationToken = default)
    {
        var response = await SendAsync(
            new(HttpMethod.Post, new SearchPath(index.Value, "_refresh").ToString(), $"Refreshing {index}"), cancellationToken).ConfigureAwait(false);
        DemandAllShards(response, response.Read(SearchJson.Default.RefreshDto).Shards);
    }

    private static void DemandAllShards(SearchResponse response, ShardsDto shards)
    {
        if (shards.Failed > 0)
        {
            throw new SearchException(
                SearchFailure.Refused, $"{response.Operation}: {shards.Failed} of {shards.Total} shards failed.", HttpStatusCode.ServiceUnavailable);
        }
    }
}
