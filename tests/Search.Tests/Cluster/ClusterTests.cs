using System.Text;
using System.Text.Json.Nodes;
using Howdah.Search.Bulk;
using Howdah.Search.Documents;
using Howdah.Search.Searching;

namespace Howdah.Search.Tests.Cluster;

/// <summary>The client against the real thing.</summary>
public sealed class ClusterTests
{
    private static JsonObject Definition => new()
    {
        ["settings"] = new JsonObject { ["number_of_shards"] = 1, ["number_of_replicas"] = 0, ["refresh_interval"] = "-1" },
        ["mappings"] = new JsonObject
        {
            ["_meta"] = new JsonObject { ["version"] = 3 },
            ["properties"] = new JsonObject { ["n"] = new JsonObject { ["type"] = "long" } },
        },
    };

    [SkippableFact]
    public async Task An_index_is_created_once_and_its_mapping_grows()
    {
        await using var cluster = RealCluster.Require();
        Assert.False(await cluster.Client.IndexExistsAsync(cluster.Index));
        Assert.Null(await cluster.Client.GetMappingAsync(cluster.Index));

        Assert.True(await cluster.Client.CreateIndexAsync(cluster.Index, Definition));
        Assert.False(await cluster.Client.CreateIndexAsync(cluster.Index, Definition));
        await cluster.Client.PutMappingAsync(cluster.Index, new() { ["properties"] = new JsonObject { ["k"] = new JsonObject { ["type"] = "keyword" } } });

        var mapping = await cluster.Client.GetMappingAsync(cluster.Index);
        Assert.Equal("keyword", mapping!["properties"]!["k"]!["type"]!.GetValue<string>());
        Assert.Equal(3, mapping["_meta"]!["version"]!.GetValue<int>());
        var exception = await Assert.ThrowsAsync<SearchException>(() => cluster.Client.PutMappingAsync(
            cluster.Index, new() { ["properties"] = new JsonObject { ["n"] = new JsonObject { ["type"] = "keyword" } } }));
        Assert.Equal(400, (int)exception.Status!.Value);
        Assert.True(await cluster.Client.IndexExistsAsync(cluster.Index));
        Assert.True((await cluster.Client.GetVersionAsync()).IsSupported);
        Assert.NotEmpty((await cluster.Client.GetClocksAsync()).Clocks);
    }

    [SkippableTheory]
    [InlineData("plain")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../_search")]
    [InlineData("a/b?c=d#e%20f +")]
    [InlineData("日本語 JM`\"\\\n,;")]
    public async Task Documents_are_found_by_any_id(string id)
    {
        await using var cluster = RealCluster.Require();
        await cluster.Client.CreateIndexAsync(cluster.Index, Definition);

        Assert.Null(await cluster.Client.GetAsync(cluster.Index, id));
        Assert.Equal(WriteResult.Created, (await cluster.Client.CreateAsync(cluster.Index, id, Source(1))).Result);
        Assert.Equal(WriteResult.Conflict, (await cluster.Client.CreateAsync(cluster.Index, id, Source(2))).Result);

        var document = await cluster.Client.GetAsync(cluster.Index, id);
        Assert.Equal(id, document!.Id);
        Assert.Equal(1, document.Source.GetProperty("n").GetInt32());
        var many = await cluster.Client.GetManyAsync(cluster.Index, ["none", id]);
        Assert.Equal([null, id], many.Select(found => found?.Id));
        Assert.Equal(WriteResult.Deleted, (await cluster.Client.DeleteAsync(cluster.Index, id)).Result);
        Assert.Equal(WriteResult.Missing, (await cluster.Client.DeleteAsync(cluster.Index, id)).Result);
    }

    [SkippableFact]
    public async Task Writes_depend_on_their_condition()
    {
        await using var cluster = RealCluster.Require();
        var (client, index) = (cluster.Client, cluster.Index);
        await client.CreateIndexAsync(index, Definition);
        var first = await client.IndexAsync(index, "a", Source(1));

        var second = await client.IndexAsync(index, "a", Source(2), new WriteCondition.Unchanged(first.Version!.Value));
        Assert.Equal(WriteResult.Updated, second.Result);
        Assert.Equal(WriteResult.Conflict, (await client.IndexAsync(index, "a", Source(3), new WriteCondition.Unchanged(first.Version.Value))).Result);
        Assert.Equal(WriteResult.Conflict, (await client.DeleteAsync(index, "a", new WriteCondition.Unchanged(first.Version.Value))).Result);

        Assert.Equal(WriteResult.Created, (await client.IndexAsync(index, "v", Source(1), new WriteCondition.External(10))).Result);
        Assert.Equal(WriteResult.Conflict, (await client.IndexAsync(index, "v", Source(2), new WriteCondition.External(10))).Result);
        Assert.Equal(WriteResult.Updated, (await client.IndexAsync(index, "v", Source(2), new WriteCondition.External(10, OrEqual: true))).Result);
        Assert.Equal(WriteResult.Deleted, (await client.DeleteAsync(index, "v", new WriteCondition.External(12))).Result);
        Assert.Equal(WriteResult.Conflict, (await client.IndexAsync(index, "v", Source(3), new WriteCondition.External(11))).Result);
    }

    [SkippableFact]
    public async Task Scripts_change_create_or_leave_documents_and_say_why_they_fail()
    {
        await using var cluster = RealCluster.Require();
        var (client, index) = (cluster.Client, cluster.Index);
        await client.CreateIndexAsync(index, Definition);
        UpdateScript Script(int add) => new("""
            if (ctx.op == 'create') { ctx._source.n = 0 }
            if (params.add < 0) { throw new IllegalArgumentException('the addend ' + params.add + ' is negative') }
            if (params.add == 0) { ctx.op = 'none' } else { ctx._source.n += params.add }
            """, new() { ["add"] = add });

        Assert.Equal(WriteResult.Missing, (await client.UpdateAsync(index, "a", Script(1))).Result);
        Assert.Equal(WriteResult.Created, (await client.UpdateAsync(index, "a", Script(1) with { Upsert = true })).Result);
        var updated = await client.UpdateAsync(index, "a", Script(2));
        Assert.Equal(3, updated.Source!.Value.GetProperty("n").GetInt32());
        var unchanged = await client.UpdateAsync(index, "a", Script(0));
        Assert.Equal(WriteResult.Unchanged, unchanged.Result);
        Assert.Equal(3, unchanged.Source!.Value.GetProperty("n").GetInt32());
        Assert.Equal(updated.Version, unchanged.Version);
        var exception = await Assert.ThrowsAsync<SearchException>(() => client.UpdateAsync(index, "a", Script(-1)));
        Assert.Equal("the addend -1 is negative", exception.Error!.Cause);
        Assert.False(exception.IsTransient);
    }

    [SkippableFact]
    public async Task Searches_see_what_was_refreshed_page_by_page()
    {
        await using var cluster = RealCluster.Require();
        var (client, index) = (cluster.Client, cluster.Index);
        await client.CreateIndexAsync(index, Definition);
        var items = await client.BulkAsync(index, [.. Enumerable.Range(0, 25).Select(n => new BulkOperation.Create($"d{n}", Source(n)))]);
        Assert.All(items, item => Assert.Equal(WriteResult.Created, item.Answer!.Result));
        Assert.Equal(0, await client.CountAsync(index, null));
        await client.RefreshAsync(index);
        Assert.Equal(25, await client.CountAsync(index, null));
        Assert.Equal(5, await client.CountAsync(index, new() { ["range"] = new JsonObject { ["n"] = new JsonObject { ["gte"] = 20 } } }));

        var seen = new List<string>();
        var query = new SearchQuery(null) { Size = 10, Sort = [new JsonObject { ["n"] = "asc" }], TrackTotal = null };
        for (var page = await client.SearchAsync(index, query); page.Hits.Count > 0; page = await client.SearchAsync(index, query))
        {
            Assert.Equal(25, page.Total);
            seen.AddRange(page.Hits.Select(hit => hit.Id));
            Assert.Equal(items[seen.Count - 1].Answer!.Version, page.Hits[^1].Version);
            query = query with { SearchAfter = [JsonNode.Parse(page.Hits[^1].Sort!.Value.GetRawText())![0]!.DeepClone()] };
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"d{n}"), seen);
    }

    [SkippableFact]
    public async Task A_bulk_answers_for_each_of_its_writes()
    {
        await using var cluster = RealCluster.Require();
        var (client, index) = (cluster.Client, cluster.Index);
        await client.CreateIndexAsync(index, Definition);
        await client.CreateAsync(index, "exists", Source(1));

        var items = await client.BulkAsync(index, [
            new BulkOperation.Create("exists", Source(2)), new BulkOperation.Index("bad", Encoding.UTF8.GetBytes("""{"n": "no number"}""")),
            new BulkOperation.Delete("none"), new BulkOperation.Update("none", new("ctx.op = 'none'", [])),
            new BulkOperation.Update("exists", new("ctx._source.n = params.n", new() { ["n"] = 9 })), new BulkOperation.Create("new", Source(3))]);

        Assert.Equal(
            [WriteResult.Conflict, null, WriteResult.Missing, WriteResult.Missing, WriteResult.Updated, WriteResult.Created], items.Select(item => item.Answer?.Result));
        Assert.Equal("mapper_parsing_exception", items[1].Error!.Type);
        Assert.Equal(9, (await client.GetAsync(index, "exists"))!.Source.GetProperty("n").GetInt32());
    }

    private static ReadOnlyMemory<byte> Source(int n) => Encoding.UTF8.GetBytes(new JsonObject { ["n"] = n }.ToJsonString());
}
