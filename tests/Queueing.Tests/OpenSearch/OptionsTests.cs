using System.Text;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search;
using Howdah.Search.Connection;
using Npgsql;

namespace Howdah.Queueing.Tests.OpenSearch;

public sealed class OptionsTests
{
    private static readonly SearchClient Search = new(new SearchConnection { Url = new Uri("http://search.test") });
    private static readonly QueueClient Postgres = new(NpgsqlDataSource.Create("Host=db.test"), new QueueName("q"));
    private static readonly OpenSearchQueueOptions Options = new() { Index = new IndexName("items") };

    public static TheoryData<WorkBackendOptions, string> Contradictions => new()
    {
        { new() { Postgres = Postgres, OpenSearch = Options, OpenSearchClient = Search }, "postgres and openSearch cannot both be given" },
        { new() { Postgres = Postgres, OpenSearchClient = Search }, "postgres and openSearchClient cannot both be given" },
        { new() { PostgresSetup = _ => Task.CompletedTask, OpenSearch = Options, OpenSearchClient = Search }, "postgresSetup and openSearch cannot both be given" },
        { new() { OpenSearch = Options }, "openSearch and openSearchClient go together" },
        { new() { PostgresSetup = _ => Task.CompletedTask }, "postgresSetup and postgres go together" },
        { new(), "one of postgres and openSearch must be given" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Options_of_both_backends_at_once_are_refused_by_name(WorkBackendOptions options, string message)
    {
        var exception = Assert.Throws<WorkQueueException>(() => options.CreateCoordinator("w"));

        Assert.Equal(WorkQueueError.InvalidArgument, exception.Error);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_backend_that_is_given_is_used()
    {
        Assert.IsType<PostgresWorkCoordinator>(new WorkBackendOptions { Postgres = Postgres }.CreateCoordinator("w"));
        Assert.IsType<OpenSearchWorkCoordinator>(new WorkBackendOptions { OpenSearch = Options, OpenSearchClient = Search }.CreateCoordinator("w"));
    }

    [Fact]
    public void Bounds_are_checked_when_the_queue_is_opened()
    {
        Assert.Contains("exponentCap", Assert.Throws<WorkQueueException>(() => new WorkIndex(Search, Options with { ExponentCap = 31 })).Message, StringComparison.Ordinal);
        Assert.Contains("leaseMax", Assert.Throws<WorkQueueException>(() => new WorkIndex(Search, Options with { LeaseMax = TimeSpan.Zero })).Message, StringComparison.Ordinal);
        Assert.Contains("shards", Assert.Throws<WorkQueueException>(() => new WorkIndex(Search, Options with { Shards = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "clockTolerance", Assert.Throws<WorkQueueException>(() => new WorkIndex(Search, Options with { ClockTolerance = TimeSpan.FromDays(1) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_that_a_document_cannot_have_become_digests()
    {
        Assert.Equal("plain/../id", DocumentId.Of("plain/../id"));
        Assert.Equal(new string('x', 512), DocumentId.Of(new string('x', 512)));
        var ids = new[] { new string('x', 513), new string('x', 2048), new string('ü', 257), "sha256:x" }.Select(DocumentId.Of).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^sha256:[A-Za-z0-9_-]{43}$", id));
        Assert.All(ids, id => Assert.NotEqual(id, DocumentId.Of(id)));
        Assert.All(ids, id => Assert.True(Encoding.UTF8.GetByteCount(id) <= 512));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Ids_that_no_backend_could_hold_are_refused(string? id) =>
        Assert.Equal(WorkQueueError.InvalidArgument, Assert.Throws<WorkQueueException>(() => DocumentId.Of(id)).Error);

    [Fact]
    public void Half_a_surrogate_pair_is_no_id() =>
        Assert.Equal(WorkQueueError.InvalidArgument, Assert.Throws<WorkQueueException>(() => DocumentId.Of("half " + (char)0xD800)).Error);

    [Fact]
    public void Ids_are_at_most_2048_bytes() =>
        Assert.Equal(WorkQueueError.InvalidArgument, Assert.Throws<WorkQueueException>(() => DocumentId.Of(new string('x', 2049))).Error);
}
