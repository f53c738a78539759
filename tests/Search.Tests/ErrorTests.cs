using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Search.Http;
using Howdah.Search.Tests.Fakes;

namespace Howdah.Search.Tests;

public sealed class ErrorTests
{
    private static readonly IndexName Index = new("items");

    [Fact]
    public void The_innermost_cause_is_found()
    {
        var error = ErrorReader.Read("""
            {"error": {"root_cause": [], "type": "illegal_argument_exception", "reason": "failed to execute script", "caused_by":
                {"type": "script_exception", "reason": "runtime error", "caused_by": {"type": "illegal_argument_exception", "reason": "the clocks differ"}}}, "status": 400}
            """u8);

        Assert.Equal("illegal_argument_exception", error.Type);
        Assert.Equal("failed to execute script", error.Reason);
        Assert.Equal("the clocks differ", error.Cause);
        Assert.Equal("illegal_argument_exception: failed to execute script: illegal_argument_exception: the clocks differ", error.ToString());
    }

    [Theory]
    [InlineData("", "no text")]
    [InlineData("<html>\r\nbad gateway\u0007</html>", "<html>  bad gateway </html>")]
    [InlineData("{\"error\": \"no handler\"}", "no handler")]
    [InlineData("{\"error\": [1, 2]}", "[1, 2]")]
    [InlineData("{\"error\": {\"type\": 5}}", "unknown")]
    [InlineData("{\"error\": {\"type\": \"a\"", "{\"error\": {\"type\": \"a\"")]
    public void What_is_not_an_error_of_the_cluster_is_shown_as_it_is(string body, string reason) =>
        Assert.Equal(reason, ErrorReader.Read(Encoding.UTF8.GetBytes(body)).Reason);

    [Fact]
    public void Any_bytes_make_an_error_of_bounded_length() =>
        Prop.ForAll<byte[]>(body => ErrorReader.Read(body).Reason.Length is > 0 and <= 1001 || body.Length == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Deep_nesting_is_no_stack_overflow()
    {
        var body = string.Concat(Enumerable.Repeat("{\"error\":", 100_000)) + "1" + new string('}', 100_000);

        Assert.Equal(1001, ErrorReader.Read(Encoding.UTF8.GetBytes(body)).Reason.Length);
    }

    [Fact]
    public async Task An_endless_error_is_read_only_at_its_beginning()
    {
        var endless = new EndlessStream();
        var cluster = new FakeCluster().Answer(() => new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StreamContent(endless) });

        var exception = await Assert.ThrowsAsync<SearchException>(() => cluster.Client().RefreshAsync(Index));

        Assert.True(exception.Message.Length < 3000);
        Assert.InRange(endless.Given, 1, 256 * 1024);
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_malformed()
    {
        var endless = new EndlessStream();
        var cluster = new FakeCluster().Answer(() => new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StreamContent(endless) });

        var exception = await Assert.ThrowsAsync<SearchException>(
            () => cluster.Client(new() { MaxResponseBytes = 100_000, Retry = SearchRetry.None }).SearchAsync(Index, new(null)));

        Assert.Equal(SearchFailure.Malformed, exception.Failure);
        Assert.InRange(endless.Given, 1, 300_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"result\": \"updated\"}")]
    [InlineData("{\"result\": \"dreamt\", \"_seq_no\": 1, \"_primary_term\": 1}")]
    [InlineData("{\"result\": \"updated\", \"_seq_no\": \"x\", \"_primary_term\": 1}")]
    [InlineData("<html></html>")]
    public async Task An_answer_that_makes_no_sense_is_malformed_and_names_its_status(string body)
    {
        var cluster = new FakeCluster().Answer(200, body);

        var exception = await Assert.ThrowsAsync<SearchException>(
            () => cluster.Client(new() { Retry = SearchRetry.None }).IndexAsync(Index, "a", "{}"u8.ToArray()));

        Assert.Equal(SearchFailure.Malformed, exception.Failure);
        Assert.Contains("200", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_of_which_a_shard_failed_has_failed()
    {
        var cluster = new FakeCluster().Answer(200, """{"timed_out": false, "_shards": {"total": 2, "failed": 1}, "hits": {"hits": []}}""");

        var exception = await Assert.ThrowsAsync<SearchException>(() => cluster.Client().SearchAsync(Index, new(null)));

        Assert.True(exception.IsTransient);
        Assert.Contains("1 of 2 shards", exception.Message, StringComparison.Ordinal);
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
