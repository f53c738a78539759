using Howdah.Search.Documents;
using Howdah.Search.Tests.Fakes;

namespace Howdah.Search.Tests;

public sealed class RetryTests
{
    private const string Written = """{"result": "updated", "_seq_no": 5, "_primary_term": 1}""";
    private static readonly IndexName Index = new("items");
    private static readonly UpdateScript Script = new("ctx._source.a = params.a", new() { ["a"] = 1 });

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_busy_or_absent_cluster_is_asked_again(int status)
    {
        var cluster = new FakeCluster().Answer(status, "{}").Answer(status, "").Answer(200, Written);

        await cluster.Client().IndexAsync(Index, "a", "{}"u8.ToArray());

        Assert.Equal(3, cluster.Requests.Count);
        Assert.InRange(cluster.Time.Waits[0].TotalMilliseconds, 50, 100);
        Assert.InRange(cluster.Time.Waits[1].TotalMilliseconds, 100, 200);
    }

    [Fact]
    public async Task A_broken_connection_is_made_again()
    {
        var cluster = new FakeCluster().Break().Answer(200, Written);

        Assert.Equal(WriteResult.Updated, (await cluster.Client().IndexAsync(Index, "a", "{}"u8.ToArray())).Result);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Other_errors_are_final(int status)
    {
        var cluster = new FakeCluster().Answer(status, """{"error": {"type": "x", "reason": "y"}}""");

        var exception = await Assert.ThrowsAsync<SearchException>(() => cluster.Client().RefreshAsync(Index));

        Assert.Single(cluster.Requests);
        Assert.False(exception.IsTransient);
        Assert.Equal(status, (int)exception.Status!.Value);
    }

    [Fact]
    public async Task A_script_is_not_run_again_when_nobody_knows_whether_it_ran()
    {
        var broken = new FakeCluster().Break().Answer(200, Written);
        var exception = await Assert.ThrowsAsync<SearchException>(() => broken.Client().UpdateAsync(Index, "a", Script));
        Assert.Equal(SearchFailure.Connection, exception.Failure);
        Assert.Single(broken.Requests);

        var busy = new FakeCluster().Answer(429, "").Answer(200, Written);
        Assert.Equal(WriteResult.Updated, (await busy.Client().UpdateAsync(Index, "a", Script)).Result);

        var repeatable = new FakeCluster().Break().Answer(200, Written);
        Assert.Equal(WriteResult.Updated, (await repeatable.Client().UpdateAsync(Index, "a", Script, repeatable: true)).Result);
    }

    [Fact]
    public async Task Retry_after_is_honoured_in_seconds_and_as_a_date()
    {
        var cluster = new FakeCluster().Answer(429, "", ("Retry-After", "7")).Answer(503, "", ("Retry-After", "Tue, 01 Jan 2030 00:00:20 GMT")).Answer(200, Written);

        await cluster.Client().IndexAsync(Index, "a", "{}"u8.ToArray());

        Assert.Equal([7, 13], cluster.Time.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_retry_after_longer_than_the_longest_wait_is_not_waited_for()
    {
        var cluster = new FakeCluster().Answer(429, "", ("Retry-After", "86400"));

        var exception = await Assert.ThrowsAsync<SearchException>(() => cluster.Client().RefreshAsync(Index));

        Assert.Equal(TimeSpan.FromDays(1), exception.RetryAfter);
        Assert.Empty(cluster.Time.Waits);
    }

    [Fact]
    public async Task Tries_and_the_deadline_are_bounds()
    {
        var cluster = new FakeCluster().Answer(503, "");
        await Assert.ThrowsAsync<SearchException>(() => cluster.Client(new() { Retry = new(4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) }).RefreshAsync(Index));
        Assert.Equal(5, cluster.Requests.Count);

        var other = new FakeCluster().Answer(503, "");
        await Assert.ThrowsAsync<SearchException>(() => other.Client(
            new() { Retry = new(1000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), Deadline = TimeSpan.FromSeconds(45) }).RefreshAsync(Index));
        Assert.InRange(other.Time.Waits.Sum(wait => wait.TotalSeconds), 35, 45);
    }

    [Fact]
    public async Task Silence_is_a_timeout_and_a_cancellation_is_none()
    {
        using var silent = new SilentHandler();
        using var client = new SearchClient(
            new() { Url = new Uri("http://search.test") }, silent, new() { Timeout = TimeSpan.FromMilliseconds(20), Retry = SearchRetry.None });
        var exception = await Assert.ThrowsAsync<SearchException>(() => client.RefreshAsync(Index));
        Assert.Equal(SearchFailure.Timeout, exception.Failure);
        Assert.True(exception.IsTransient);

        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RefreshAsync(Index, cancelled.Token));
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
