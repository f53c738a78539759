using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Queueing.Client;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search;
using Howdah.Search.Documents;
using Howdah.Search.Searching;

namespace Howdah.Queueing.OpenSearch;

/// <summary>The index of a queue. Share one among the coordinators of a process. Safe for concurrent use.</summary>
public sealed partial class WorkIndex
{
    private readonly SearchClient _client;
    private volatile bool _isVerified;

    /// <param name="client">The cluster; stays the caller's. Its retries are not used: the coordinator has schedules of its own.</param>
    /// <param name="options">The queue.</param>
    /// <param name="time">Only its monotonic part is used; that of the client unless given.</param>
    /// <exception cref="WorkQueueException">An option is out of bounds: invalid argument.</exception>
    public WorkIndex(SearchClient client, OpenSearchQueueOptions options, TimeProvider? time = null)
    {
        options.Validate();
        _client = client.With(SearchRetry.None);
        Options = options;
        Scripts = new WorkScripts(options);
        Executor = new SearchExecutor(time ?? client.Options.Time);
    }

    public OpenSearchQueueOptions Options { get; }

    internal WorkScripts Scripts { get; }

    internal SearchExecutor Executor { get; }

    /// <summary>Among how many of the oldest items a worker chooses: one, as long as nobody else wants the same.</summary>
    internal int Choice { get; set; } = 1;

    private static JsonObject Unfinished => new()
    {
        ["terms"] = new JsonObject { ["status"] = new JsonArray(WorkItemDocument.Unassigned, WorkItemDocument.Leased) },
    };

    /// <summary>Creates the index if need be and checks it, its product and the nodes' clocks. Any number of callers may do so at the same time.</summary>
    /// <exception cref="WorkQueueException">The name is that of another kind of index or of a newer version; the cluster is not supported; its clocks differ;
    /// it cannot be reached.</exception>
    public Task SetupAsync(CancellationToken cancellationToken = default) => Executor.RunAsync("Setting up", RetrySchedule.Short, null, async token =>
    {
        if (await _client.GetVersionAsync(token).ConfigureAwait(false) is { IsSupported: false } version)
        {
            throw new WorkQueueException(WorkQueueError.UnknownQueue, $"{_client.Address} is {version}, which is not supported: OpenSearch, or Elasticsearch from 7.10 to 7.17.");
        }

        await CheckClocksAsync(token).ConfigureAwait(false);
        await _client.CreateIndexAsync(Options.Index, WorkIndexDefinition.Create(Options), token).ConfigureAwait(false);
        await VerifyAsync(token).ConfigureAwait(false);
        return true;
    }, cancellationToken);

    internal Task<WriteAnswer> UpdateAsync(
        string documentId, UpdateScript script, DocumentVersion? onlyIf, int conflictRetries, CancellationToken cancellationToken) =>
        CheckedAsync(() => _client.UpdateAsync(Options.Index, documentId, script, onlyIf, conflictRetries, repeatable: true, cancellationToken), cancellationToken);

    internal async Task<IReadOnlyList<WorkItemDocument?>> GetManyAsync(IReadOnlyCollection<string> documentIds, CancellationToken cancellationToken)
    {
        var documents = await CheckedAsync(() => _client.GetManyAsync(Options.Index, documentIds, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. documents.Select(document => document is null ? null : Read(document.Source))];
    }

    internal async Task<WorkItemDocument?> GetAsync(string documentId, CancellationToken cancellationToken) =>
        await CheckedAsync(() => _client.GetAsync(Options.Index, documentId, cancellationToken), cancellationToken).ConfigureAwait(false) is { } document
            ? Read(document.Source)
            : null;

    internal Task<IReadOnlyList<Howdah.Search.Bulk.BulkItem>> BulkAsync(
        IReadOnlyList<Howdah.Search.Bulk.BulkOperation> operations, CancellationToken cancellationToken) =>
        CheckedAsync(() => _client.BulkAsync(Options.Index, operations, cancellationToken: cancellationToken), cancellationToken);

    /// <summary>Items that are free by the cluster's clock, the oldest first; everything written before the call is seen.</summary>
    internal Task<IReadOnlyList<SearchHit>> FindFreeAsync(int most, CancellationToken cancellationToken) => CheckedAsync(async () =>
    {
        await _client.RefreshAsync(Options.Index, cancellationToken).ConfigureAwait(false);
        var query = new SearchQuery(new JsonObject
        {
            ["bool"] = new JsonObject
            {
                ["filter"] = new JsonArray(Unfinished, new JsonObject { ["range"] = new JsonObject { ["expiration"] = new JsonObject { ["lte"] = "now" } } }),
            },
        })
        {
            Size = most,
            // Not a collection expression: that adds by reflection, which trimming removes.
            Sort = new JsonArray(new JsonObject { ["createdAt"] = "asc" }, new JsonObject { ["position"] = "asc" }),
            Fields = [],
        };
        return (await _client.SearchAsync(Options.Index, query, cancellationToken).ConfigureAwait(false)).Hits;
    }, cancellationToken);

    /// <param name="atMost">Where counting may end; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal Task<long> CountUnfinishedAsync(int? atMost, CancellationToken cancellationToken) => CheckedAsync(async () =>
    {
        await _client.RefreshAsync(Options.Index, cancellationToken).ConfigureAwait(false);
        return await _client.CountAsync(Options.Index, Unfinished, atMost, cancellationToken).ConfigureAwait(false);
    }, cancellationToken);

    internal static WorkItemDocument Read(JsonElement? source)
    {
        try
        {
            return source?.Deserialize(WorkItemJson.Default.WorkItemDocument) ?? throw new ContentionException("The answer holds no item.");
        }
        catch (JsonException exception)
        {
            throw new WorkQueueException(WorkQueueError.UnknownQueue, $"The index holds a document that is no item: {exception.Message}", exception);
        }
    }

    /// <summary>A write to an index that does not exist would make one, with guessed types. So it is looked at once, before the first use.</summary>
    private async Task<T> CheckedAsync<T>(Func<Task<T>> use, CancellationToken cancellationToken)
    {
        if (!_isVerified)
        {
            await VerifyAsync(cancellationToken).ConfigureAwait(false);
        }

        return await use().ConfigureAwait(false);
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var mapping = await _client.GetMappingAsync(Options.Index, cancellationToken).ConfigureAwait(false)
            ?? throw new WorkQueueException(WorkQueueError.UnknownQueue, $"There is no index {Options.Index}: the queue has not been set up.");
        var schema = mapping["_meta"]?["howdah"] is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;
        _isVerified = schema switch
        {
            0 => throw new WorkQueueException(WorkQueueError.UnknownQueue, $"The index {Options.Index} is not that of a queue."),
            > WorkIndexDefinition.SchemaVersion => throw new WorkQueueException(
                WorkQueueError.UnknownQueue, $"The index {Options.Index} has version {schema}, newer than {WorkIndexDefinition.SchemaVersion}, the newest known here."),
            _ => true,
        };
    }

    private async Task CheckClocksAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (clocks, within) = await _client.GetClocksAsync(cancellationToken).ConfigureAwait(false);
            var first = clocks.MinBy(clock => clock.Value);
            var last = clocks.MaxBy(clock => clock.Value);
            if (last.Value - first.Value > within + Options.ClockTolerance)
            {
                throw new ContentionException(
                    $"The current times indicated by the nodes {first.Key} and {last.Key} are too different: by {(last.Value - first.Value).TotalSeconds:0.0} s.");
            }
        }
        catch (SearchException exception) when (exception.Status is System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.Unauthorized
            or System.Net.HttpStatusCode.NotFound)
        {
            // A managed service that does not show its nodes keeps their clocks itself.
        }
    }
}
