using Howdah.Search.Bulk;
using Howdah.Search.Documents;
using Howdah.Search.Http;

namespace Howdah.Search;

public sealed partial class SearchClient
{
    /// <summary>
    /// Many writes in one request, each with an answer of its own, in the order given: some may fail while others succeed. Those that the cluster was too
    /// busy for are sent again by themselves. Writes to one document are applied in their order, unless one of them has to be sent again.
    /// </summary>
    /// <param name="index">Of all.</param>
    /// <param name="operations">A few megabytes at most.</param>
    /// <param name="repeatable">False when one of them is a script that may not run twice.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SearchException">The request failed as a whole; some of the writes may have been applied.</exception>
    public async Task<IReadOnlyList<BulkItem>> BulkAsync(
        IndexName index, IReadOnlyList<BulkOperation> operations, bool repeatable = true, CancellationToken cancellationToken = default)
    {
        var items = new BulkItem[operations.Count];
        var pending = Enumerable.Range(0, operations.Count).ToList();
        var started = Options.Time.GetTimestamp();
        for (var retry = 0; pending.Count > 0; retry++)
        {
            var answers = await BulkOnceAsync(index, [.. pending.Select(place => operations[place])], repeatable, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < pending.Count; i++)
            {
                items[pending[i]] = answers[i];
            }

            pending = [.. pending.Where(place => items[place].Status == 429 || (repeatable && items[place].IsTransient))];
#pragma warning disable CA5394 // spreads retries; no secret depends on it
            var wait = Options.Retry.WaitBefore(retry, null, Random.Shared.NextDouble());
#pragma warning restore CA5394
            if (pending.Count == 0 || retry >= Options.Retry.MaxRetries || Options.Time.GetElapsedTime(started) + wait >= Options.Deadline)
            {
                break;
            }

            await Task.Delay(wait, Options.Time, cancellationToken).ConfigureAwait(false);
        }

        return items;
    }

    private async Task<List<BulkItem>> BulkOnceAsync(
        IndexName index, List<BulkOperation> operations, bool repeatable, CancellationToken cancellationToken)
    {
        var request = new SearchRequestMessage(HttpMethod.Post, new SearchPath(index.Value, "_bulk").ToString(), $"Writing {operations.Count} documents of {index}")
        {
            Body = BulkBody.Write(operations),
            IsLines = true,
            IsRepeatable = repeatable,
        };
        var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        var items = response.Read(SearchJson.Default.BulkDto).Items;
        if (items.Count != operations.Count)
        {
            throw response.Malformed($"{items.Count} answers to {operations.Count} writes");
        }

        return [.. operations.Zip(items, (operation, item) => ToItem(operation, item, response))];
    }

    private static BulkItem ToItem(BulkOperation operation, Dictionary<string, BulkItemDto> item, SearchResponse response)
    {
        if (item.Count != 1 || !item.TryGetValue(operation.Parts.Name, out var dto))
        {
            throw response.Malformed("an answer to another operation than was sent");
        }

        if (dto.Status == 409)
        {
            return new BulkItem(operation, new WriteAnswer(WriteResult.Conflict, null), dto.Status, null);
        }

        if (dto.Error is { } error)
        {
            var read = ErrorReader.Read(error);
            return read.Type == "document_missing_exception"
                ? new BulkItem(operation, new WriteAnswer(WriteResult.Missing, null), dto.Status, null)
                : new BulkItem(operation, null, dto.Status, read);
        }

        var result = ReadResult(dto.Result ?? "") ?? throw response.Malformed($"the result of a write is '{dto.Result}'");
        DocumentVersion? version = dto is { SequenceNumber: { } number, PrimaryTerm: { } term } ? new DocumentVersion(number, term) : null;
        return new BulkItem(operation, new WriteAnswer(result, version), dto.Status, null);
    }
}
