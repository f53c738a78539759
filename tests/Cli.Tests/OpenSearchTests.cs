using System.Text;
using System.Text.Json;
using Howdah.Search;
using Howdah.Search.Connection;

namespace Howdah.Cli.Tests;

/// <summary>A queue in the OpenSearch of HOWDAH_TEST_OPENSEARCH from a shell.</summary>
public sealed class OpenSearchTests : IAsyncLifetime
{
    private static readonly string? Url = Environment.GetEnvironmentVariable("HOWDAH_TEST_OPENSEARCH") is { Length: > 0 } url ? url : null;

    private readonly string _index = $"cli-test-{Guid.NewGuid():N}";

    public Task InitializeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task A_queue_is_made_filled_worked_off_and_looked_at()
    {
        Skip.If(Url is null, "HOWDAH_TEST_OPENSEARCH is not set: no OpenSearch to test with (eng/opensearch up starts one).");
        Assert.Equal(ExitCodes.Refused, (await RunAsync("stats")).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync("create")).Code);
        Assert.Equal(ExitCodes.NoWork, (await RunAsync("take")).Code);
        Assert.Equal((2, 0), Counted(await RunAsync("push", "a:b", "c")));
        var load = await RunAsync(Encoding.UTF8.GetBytes("c\nd\n\ne\t{}\n"), "push", "--file", "-", "--quiet");
        Assert.Equal(ExitCodes.Partly, load.Code);
        Assert.Equal((1, 1), Counted(load));

        var taken = JsonDocument.Parse((await RunAsync("take", "--limit", "9", "--lease", "5m")).Out).RootElement;
        Assert.Equal(3, taken.GetArrayLength());
        var lease = taken.EnumerateArray().Single(item => item.GetProperty("key").GetString() == "a:b").GetProperty("lease").GetString()!;
        Assert.StartsWith("a:b:", lease, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await RunAsync("renew", lease, "--lease", "10m")).Code);
        Assert.Equal(ExitCodes.Refused, (await RunAsync("complete", "a:b:1")).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync("complete", lease, "--successor", "f")).Code);
        var other = taken.EnumerateArray().First(item => item.GetProperty("key").GetString() != "a:b").GetProperty("lease").GetString()!;
        Assert.Equal(ExitCodes.Done, (await RunAsync("release", other)).Code);
        Assert.Equal(ExitCodes.Refused, (await RunAsync("take", "--key", "a:b")).Code);

        using (var client = new SearchClient(new SearchConnection { Url = new Uri(Url!) }))
        {
            await client.RefreshAsync(new IndexName(_index));
        }

        var stats = JsonDocument.Parse((await RunAsync("stats")).Out).RootElement;
        Assert.Equal((2, 1, 1), (stats.GetProperty("ready").GetInt32(), stats.GetProperty("leased").GetInt32(), stats.GetProperty("completed").GetInt32()));
    }

    public async Task DisposeAsync()
    {
        if (Url is not null)
        {
            using var client = new SearchClient(new SearchConnection { Url = new Uri(Url) });
            await client.DeleteIndexAsync(new IndexName(_index));
        }
    }

    private static (int Created, int Known) Counted((int Code, string Out, string Error) result)
    {
        var sheet = JsonDocument.Parse(result.Out).RootElement;
        return (sheet.GetProperty("created").GetInt32(), sheet.GetProperty("known").GetInt32());
    }

    private Task<(int Code, string Out, string Error)> RunAsync(string verb, params string[] arguments) => RunAsync([], verb, arguments);

    private async Task<(int Code, string Out, string Error)> RunAsync(byte[] input, string verb, params string[] arguments)
    {
        var result = await new CommandFixture(null).RunAsync([verb, _index, .. arguments, "--output", "json", "--opensearch"], input, name => name == "OPENSEARCH_URL" ? Url : null);
        return (result.Code, result.Out, result.Error);
    }
}
