using Howdah.Queueing.OpenSearch;
using Howdah.Search;
using Howdah.Search.Connection;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>The OpenSearch of HOWDAH_TEST_OPENSEARCH, a URL. Every queue is an index of its own and removed at the end.</summary>
internal sealed class SearchServer : IAsyncDisposable
{
    private SearchServer(string url)
    {
        Connection = new SearchConnection { Url = new Uri(url) };
        Client = new SearchClient(Connection);
    }

    public SearchConnection Connection { get; }

    /// <summary>For what tests do themselves; coordinators under test get clients of their own.</summary>
    public SearchClient Client { get; }

    public OpenSearchQueueOptions Options { get; private set; } = new() { Index = new IndexName($"queue-test-{Guid.NewGuid():N}"), Replicas = "false" };

    public static SearchServer Require(Func<OpenSearchQueueOptions, OpenSearchQueueOptions>? change = null)
    {
        var url = Environment.GetEnvironmentVariable("HOWDAH_TEST_OPENSEARCH");
        Skip.If(string.IsNullOrEmpty(url), "HOWDAH_TEST_OPENSEARCH is not set: no OpenSearch to test with (eng/opensearch up starts one).");
        var server = new SearchServer(url!);
        server.Options = change?.Invoke(server.Options) ?? server.Options;
        return server;
    }

    /// <summary>The queue of the test over connections that <paramref name="handler"/> may break.</summary>
    public WorkIndex Open(FaultyHandler? handler = null, TimeProvider? time = null, TimeSpan? timeout = null) => new(
        new SearchClient(Connection, handler ?? new FaultyHandler(), new SearchClientOptions { Timeout = timeout ?? TimeSpan.FromSeconds(30) }), Options, time);

    public OpenSearchWorkCoordinator Worker(string name) => new(Open(), name);

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteIndexAsync(Options.Index);
        Client.Dispose();
    }
}
