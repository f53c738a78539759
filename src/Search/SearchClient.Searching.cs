using System.Net;
using System.Text.Json.Nodes;
using Howdah.Search.Documents;
using Howdah.Search.Http;
using Howdah.Search.Searching;

namespace Howdah.Search;

public sealed partial class SearchClient
{
    /// <summary>Sees what was written before the last refresh. A part of the answer is no answer: when a shard fails or time runs out, the search has failed.</summary>
    public async Task<SearchResult> SearchAsync(IndexName index, SearchQuery query, CancellationToken cancellationToken = default)
    {
        var path = new SearchPath(index.Value, "_search").With("allow_partial_search_results", "false");
        var response = await SendAsync(new(HttpMethod.Post, path.ToString(), $"Searching {index}") { Body = Json(query.ToJson()) }, cancellationToken)
            .ConfigureAwait(false);
        var dto = response.Read(SearchJson.Default.SearchDto);
        DemandAllShards(response, dto.Shards);
        if (dto.TimedOut)
        {
            throw new SearchException(SearchFailure.Refused, $"{response.Operation}: the cluster ran out of time.", HttpStatusCode.GatewayTimeout);
        }

        return new SearchResult(
            [.. dto.Hits.Hits.Select(hit => hit is { Id: { } id, SequenceNumber: { } number, PrimaryTerm: { } term }
                ? new SearchHit(id, new DocumentVersion(number, term), hit.Source, hit.Sort)
                : throw response.Malformed("a hit without id, sequence number or primary term"))],
            dto.Hits.Total?.Value, dto.Aggregations);
    }

    /// <summary>How many documents of those visible match.</summary>
    /// <param name="index">Where.</param>
    /// <param name="query">Null for all.</param>
    /// <param name="atMost">Where counting ends in each shard; null for an exact number.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<long> CountAsync(IndexName index, JsonObject? query, int? atMost = null, CancellationToken cancellationToken = default)
    {
        var path = new SearchPath(index.Value, "_count").With("terminate_after", atMost);
        var body = query is null ? [] : new JsonObject { ["query"] = query.DeepClone() };
        var response = await SendAsync(new(HttpMethod.Post, path.ToString(), $"Counting in {index}") { Body = Json(body) }, cancellationToken).ConfigureAwait(false);
        var dto = response.Read(SearchJson.Default.CountDto);
        DemandAllShards(response, dto.Shards);
        return dto.Count;
    }
}
