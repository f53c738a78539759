using Howdah.Search.Connection;

namespace Howdah.Search.Tests.Cluster;

/// <summary>The cluster of HOWDAH_TEST_OPENSEARCH, a URL; every test has an index of its own there and removes it.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private RealCluster(string url) => Client = new SearchClient(new SearchConnection { Url = new Uri(url) });

    public SearchClient Client { get; }

    public IndexName Index { get; } = new($"search-test-{Guid.NewGuid():N}");

    public static RealCluster Require()
    {
        var url = Environment.GetEnvironmentVariable("HOWDAH_TEST_OPENSEARCH");
        Skip.If(string.IsNullOrEmpty(url), "HOWDAH_TEST_OPENSEARCH is not set: no OpenSearch to test with (eng/opensearch up starts one).");
        return new RealCluster(url!);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DeleteIndexAsync(Index);
        Client.Dispose();
    }
}
