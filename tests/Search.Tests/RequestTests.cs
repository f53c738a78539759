using System.Text;
using Howdah.Search.Bulk;
using Howdah.Search.Documents;
using Howdah.Search.Tests.Fakes;

namespace Howdah.Search.Tests;

public sealed class RequestTests
{
    private const string Written = """{"result": "updated", "_seq_no": 5, "_primary_term": 2}""";
    private static readonly IndexName Index = new("items");

    [Theory]
    [InlineData("..", "%2E%2E")]
    [InlineData(".", "%2E")]
    [InlineData("a/../b?c#d", "a%2F..%2Fb%3Fc%23d")]
    [InlineData("100% ü", "100%25%20%C3%BC")]
    public async Task Ids_are_escaped_whatever_they_hold(string id, string escaped)
    {
        var cluster = new FakeCluster().Answer(200, Written);

        await cluster.Client().IndexAsync(Index, id, "{}"u8.ToArray());

        Assert.Equal($"/items/_doc/{escaped}", cluster.Requests.Single().Path);
    }

    [Fact]
    public async Task Conditions_go_into_the_address()
    {
        var cluster = new FakeCluster().Answer(200, Written);
        using var client = cluster.Client();

        await client.IndexAsync(Index, "a", "{}"u8.ToArray(), new WriteCondition.Unchanged(new(7, 3)));
        await client.DeleteAsync(Index, "a", new WriteCondition.External(12, OrEqual: true));
        await client.UpdateAsync(Index, "a", new("x", []) { Upsert = true }, new DocumentVersion(8, 1), conflictRetries: 3);

        Assert.Equal("/items/_doc/a?if_seq_no=7&if_primary_term=3", cluster.Requests[0].Path);
        Assert.Equal("/items/_doc/a?version=12&version_type=external_gte", cluster.Requests[1].Path);
        Assert.Equal("/items/_update/a?_source=true&if_seq_no=8&if_primary_term=1&retry_on_conflict=3", cluster.Requests[2].Path);
        Assert.Equal("""{"script":{"lang":"painless","source":"x","params":{}},"scripted_upsert":true,"upsert":{}}""", cluster.Requests[2].Body);
    }

    [Theory]
    [InlineData(200, "noop", WriteResult.Unchanged)]
    [InlineData(201, "created", WriteResult.Created)]
    [InlineData(200, "updated", WriteResult.Updated)]
    [InlineData(200, "deleted", WriteResult.Deleted)]
    [InlineData(404, "not_found", WriteResult.Missing)]
    public async Task Results_are_read(int status, string text, WriteResult result)
    {
        var cluster = new FakeCluster().Answer(status, $$"""{"result": "{{text}}", "_seq_no": 5, "_primary_term": 2}""");

        var answer = await cluster.Client().DeleteAsync(Index, "a");

        Assert.Equal(new WriteAnswer(result, new DocumentVersion(5, 2)), answer);
    }

    [Fact]
    public async Task A_conflict_is_an_answer()
    {
        var cluster = new FakeCluster().Answer(409, """{"error": {"type": "version_conflict_engine_exception", "reason": "x"}, "status": 409}""");

        Assert.Equal(WriteResult.Conflict, (await cluster.Client().CreateAsync(Index, "a", "{}"u8.ToArray())).Result);
    }

    [Fact]
    public async Task A_missing_document_is_none_and_a_missing_index_is_an_error()
    {
        var document = new FakeCluster().Answer(404, """{"_index": "items", "_id": "a", "found": false}""");
        Assert.Null(await document.Client().GetAsync(Index, "a"));

        var updated = new FakeCluster().Answer(404, """{"error": {"type": "document_missing_exception", "reason": "x"}, "status": 404}""");
        Assert.Equal(WriteResult.Missing, (await updated.Client().UpdateAsync(Index, "a", new("x", []))).Result);

        var index = new FakeCluster().Answer(404, """{"error": {"type": "index_not_found_exception", "reason": "no such index [items]"}, "status": 404}""");
        Assert.True((await Assert.ThrowsAsync<SearchException>(() => index.Client().GetAsync(Index, "a"))).IsIndexMissing);
        Assert.Null(await index.Client().GetMappingAsync(Index));
        Assert.False(await index.Client().DeleteIndexAsync(Index));

        var page = new FakeCluster().Answer(404, "<html>not found</html>");
        Assert.False((await Assert.ThrowsAsync<SearchException>(() => page.Client().GetAsync(Index, "a"))).IsIndexMissing);
    }

    [Fact]
    public async Task Only_the_writes_of_a_bulk_that_were_turned_away_are_sent_again()
    {
        const string Ok = """{"index": {"status": 200, "result": "updated", "_seq_no": 1, "_primary_term": 1}}""";
        var cluster = new FakeCluster()
            .Answer(200, $$$$"""
                {"errors": true, "items": [
                    {{{{Ok}}}},
                    {"index": {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "full"}}},
                    {"create": {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "exists"}}},
                    {"index": {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "no date"}}},
                    {"delete": {"status": 404, "result": "not_found", "_seq_no": 4, "_primary_term": 1}}]}
                """)
            .Answer(200, $$$$"""{"errors": false, "items": [{{{{Ok}}}}]}""");
        static ReadOnlyMemory<byte> Source(string text) => Encoding.UTF8.GetBytes(text);

        var items = await cluster.Client().BulkAsync(Index, [
            new BulkOperation.Index("a", Source("{\n}"), new WriteCondition.External(3)), new BulkOperation.Index("b", Source("{}")),
            new BulkOperation.Create("c", Source("{}")), new BulkOperation.Index("d", Source("{}")), new BulkOperation.Delete("e")]);

        Assert.Equal("""
            {"index":{"_id":"a","version":3,"version_type":"external"}}
            { }
            {"index":{"_id":"b"}}
            {}
            {"create":{"_id":"c"}}
            {}
            {"index":{"_id":"d"}}
            {}
            {"delete":{"_id":"e"}}

            """, cluster.Requests[0].Body);
        Assert.Equal("application/x-ndjson", cluster.Requests[0].ContentType);
        Assert.Equal("{\"index\":{\"_id\":\"b\"}}\n{}\n", cluster.Requests[1].Body);
        Assert.Equal(["a", "b", "c", "d", "e"], items.Select(item => item.Operation.Id));
        Assert.Equal([WriteResult.Updated, WriteResult.Updated, WriteResult.Conflict, null, WriteResult.Missing], items.Select(item => item.Answer?.Result));
        Assert.Equal("mapper_parsing_exception: no date", items[3].Error!.ToString());
    }

    [Fact]
    public async Task A_bulk_never_loses_an_answer()
    {
        var fewer = new FakeCluster().Answer(200, """{"errors": false, "items": []}""");
        await Assert.ThrowsAsync<SearchException>(() => fewer.Client(new() { Retry = SearchRetry.None }).BulkAsync(Index, [new BulkOperation.Delete("a")]));

        var busy = new FakeCluster().Answer(200, """{"errors": true, "items": [{"delete": {"status": 429, "error": {"type": "x", "reason": "full"}}}]}""");
        var items = await busy.Client().BulkAsync(Index, [new BulkOperation.Delete("a")]);
        Assert.Equal(7, busy.Requests.Count);
        Assert.True(items.Single().IsTransient);
        Assert.Null(items.Single().Answer);
    }

    [Theory]
    [InlineData("""{"version": {"number": "2.4.1", "distribution": "opensearch"}}""", "OpenSearch 2.4.1", true)]
    [InlineData("""{"version": {"number": "7.10.2", "distribution": "opensearch"}}""", "OpenSearch 7.10.2", true)]
    [InlineData("""{"version": {"number": "7.10.2"}}""", "Elasticsearch 7.10.2", true)]
    [InlineData("""{"version": {"number": "3.0.0-beta1-SNAPSHOT", "distribution": "opensearch"}}""", "OpenSearch 3.0.0", true)]
    [InlineData("""{"version": {"number": "8.11.0"}}""", "Elasticsearch 8.11.0", false)]
    [InlineData("""{"version": {"number": "6.8.0"}}""", "Elasticsearch 6.8.0", false)]
    public async Task The_version_is_detected(string body, string text, bool supported)
    {
        var version = await new FakeCluster().Answer(200, body).Client().GetVersionAsync();

        Assert.Equal(text, version.ToString());
        Assert.Equal(supported, version.IsSupported);
    }

    [Theory]
    [InlineData("items", true)]
    [InlineData(".items-1_2+3", true)]
    [InlineData("Items", false)]
    [InlineData("_items", false)]
    [InlineData("a,b", false)]
    [InlineData("a*", false)]
    [InlineData("..", false)]
    [InlineData("a b", false)]
    public void Index_names_follow_the_rules(string name, bool valid) => Assert.Equal(valid, IndexName.IsValid(name));
}
