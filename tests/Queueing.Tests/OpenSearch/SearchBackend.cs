using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Tests.Acceptance;
using Howdah.Search.Bulk;
using Howdah.Search.Documents;
using Howdah.Search.Searching;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>
/// A queue in an index. Its scripts read the node's clock, which nobody can set on: instead the leases are moved towards the past, and what is seen of
/// them from outside is moved back.
/// </summary>
internal sealed class SearchBackend(SearchServer server, WorkIndex index) : ICaseBackend
{
    public TimeSpan Ahead { get; private set; }

    public Task MakeReadyAsync() => index.SetupAsync();

    public async Task AdvanceClockAsync(TimeSpan by)
    {
        Ahead += by;
        var script = new UpdateScript("ctx._source.expiration -= params.by", new() { ["by"] = (long)by.TotalMilliseconds });
        var leased = await FindAsync(new() { ["term"] = new JsonObject { ["status"] = "leased" } });
        if (leased.Count > 0)
        {
            var items = await server.Client.BulkAsync(server.Options.Index, [.. leased.Select(hit => new BulkOperation.Update(hit.Id, script))], repeatable: false);
            Assert.All(items, item => Assert.Equal(WriteResult.Updated, item.Answer?.Result));
        }
    }

    public async Task<DateTimeOffset> NowAsync() => (await server.Client.GetClocksAsync()).Clocks.Values.Max() + Ahead;

    public async Task SetSuccessorsAsync(string id, string[] successors)
    {
        var list = new JsonArray([.. successors.Select(successor => (JsonNode)successor)]);
        var answer = await server.Client.UpdateAsync(server.Options.Index, id, new("ctx._source.successor_items = params.list", new() { ["list"] = list }));
        Assert.Equal(WriteResult.Updated, answer.Result);
    }

    public async Task<ItemView?> InspectAsync(string id)
    {
        if (await server.Client.GetAsync(server.Options.Index, id) is not { } document)
        {
            return null;
        }

        var state = Text(document.Source, "status") switch
        {
            "unassigned" => "waiting",
            "leased" when await IsExpiredAsync(id) => "expired",
            var other => other!,
        };
        return new ItemView(
            state, Text(document.Source, "leaseHolderId"), document.Source.GetProperty("numAttempts").GetInt32(),
            document.Source.GetProperty("nextAcquisitionLeaseExponent").GetInt32());
    }

    public async Task<IReadOnlyList<string>?> SuccessorsAsync(string id)
    {
        var document = await server.Client.GetAsync(server.Options.Index, id);
        return document!.Source.TryGetProperty("successor_items", out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;
    }

    public async Task<IReadOnlyList<SearchHit>> FindAsync(JsonObject? query)
    {
        await server.Client.RefreshAsync(server.Options.Index);
        return (await server.Client.SearchAsync(server.Options.Index, new SearchQuery(query) { Size = 10_000 })).Hits;
    }

    private static string? Text(JsonElement source, string name) => source.TryGetProperty(name, out var value) ? value.GetString() : null;

    private async Task<bool> IsExpiredAsync(string id) => (await FindAsync(new()
    {
        ["bool"] = new JsonObject
        {
            ["filter"] = new JsonArray(
                new JsonObject { ["ids"] = new JsonObject { ["values"] = new JsonArray(id) } },
                new JsonObject { ["range"] = new JsonObject { ["expiration"] = new JsonObject { ["lte"] = "now" } } }),
        },
    })).Count > 0;
}
