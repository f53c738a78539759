using Howdah.Queueing.Client;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search.Bulk;
using Howdah.Search.Documents;

namespace Howdah.Queueing.OpenSearch;

public sealed partial class OpenSearchWorkCoordinator
{
    private const int ChunkSize = 500;

    /// <summary>
    /// Three steps, each of which can be repeated: the list is written into the item; its successors are created; the item is completed. After the first,
    /// the outcome is certain: if this worker dies, whoever leases the item next does the rest.
    /// </summary>
    public async Task CreateSuccessorWorkItemsAndMarkCompleteAsync(
        string id, IReadOnlyList<string> successors, int exponent, TimeSpan? remaining = null, CancellationToken cancellationToken = default)
    {
        if (exponent is < 0 or > 1000)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"The lease exponent {exponent} is not between 0 and 1000.");
        }

        var documentIds = successors.Select(DocumentId.Of).ToList();
        if (successors.Contains(id, StringComparer.Ordinal))
        {
            throw new WorkQueueException(WorkQueueError.InvalidSuccessors, $"Item '{id}' cannot be its own successor.");
        }

        if (successors.Distinct(StringComparer.Ordinal).Count() < successors.Count)
        {
            throw new WorkQueueException(WorkQueueError.InvalidSuccessors, $"Item '{id}' has a successor twice.");
        }

        long? deadline = remaining is { } left ? index.Executor.After(left) : null;
        var schedule = deadline is null ? RetrySchedule.Completion : RetrySchedule.UntilDeadline;
        var token = await TokenAsync(id, deadline, cancellationToken).ConfigureAwait(false);
        await RefuseAncestorsAsync(id, successors, documentIds, schedule, deadline, cancellationToken).ConfigureAwait(false);

        var (result, item) = await UpdateAsync(
            "Writing down successors", schedule, deadline, DocumentId.Of(id), WorkScripts.Successors(token, successors), cancellationToken).ConfigureAwait(false);
        if (result != WriteResult.Updated)
        {
            throw item is { SuccessorItems: { } known } && item.LeaseToken == token && !known.SequenceEqual(successors, StringComparer.Ordinal)
                ? new WorkQueueException(WorkQueueError.ConflictingSuccessors, $"Item '{id}' has other successors on record.")
                : Refusal(id, item);
        }

        await FinishAsync(id, token, successors, exponent, schedule, deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates the successors that do not exist yet and completes the item. Doing it again, or at the same time as another, does no harm.</summary>
    private async Task FinishAsync(
        string id, long token, IReadOnlyList<string> successors, int exponent, RetrySchedule schedule, long? deadline, CancellationToken cancellationToken)
    {
        var nonce = WorkScripts.NewNonce();
        var operations = successors.Select((key, position) => (BulkOperation)new BulkOperation.Update(
            DocumentId.Of(key), WorkScripts.Create(key, worker, nonce, exponent, id, position), ConflictRetries)).ToList();
        foreach (var chunk in operations.Chunk(ChunkSize))
        {
            await index.Executor.RunAsync("Creating successors", schedule, deadline, async t =>
            {
                var items = await index.BulkAsync(chunk, t).ConfigureAwait(false);
                var failed = items.FirstOrDefault(item => item.Answer is null or { Result: WriteResult.Conflict });
                return failed is null ? true : throw new ContentionException(
                    $"{items.Count(item => item.Answer is null or { Result: WriteResult.Conflict })} of {items.Count} successors were not created: {failed.Error?.ToString() ?? "conflict"}");
            }, cancellationToken).ConfigureAwait(false);
        }

        var (result, item) = await UpdateAsync("Completing", schedule, deadline, DocumentId.Of(id), WorkScripts.Complete(token), cancellationToken).ConfigureAwait(false);
        if (result != WriteResult.Updated)
        {
            throw Refusal(id, item);
        }
    }

    /// <summary>A successor that exists already and is an ancestor of the item, completed long since, would swallow the work. Only items that exist can be ancestors.</summary>
    private async Task RefuseAncestorsAsync(
        string id, IReadOnlyList<string> successors, List<string> documentIds, RetrySchedule schedule, long? deadline, CancellationToken cancellationToken)
    {
        Task<T> Run<T>(Func<CancellationToken, Task<T>> body) => index.Executor.RunAsync("Looking at ancestors", schedule, deadline, body, cancellationToken);
        var item = await Run(t => index.GetAsync(DocumentId.Of(id), t)).ConfigureAwait(false);
        if (item?.ParentId is null)
        {
            return;
        }

        var found = new List<WorkItemDocument?>();
        foreach (var chunk in documentIds.Chunk(ChunkSize))
        {
            found.AddRange(await Run(t => index.GetManyAsync(chunk, t)).ConfigureAwait(false));
        }

        if (found.TrueForAll(successor => successor is null))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var parent = item.ParentId; parent is not null && seen.Add(parent);)
        {
            if (successors.Contains(parent, StringComparer.Ordinal))
            {
                throw new WorkQueueException(WorkQueueError.InvalidSuccessors, $"Successor '{parent}' of item '{id}' is one of its ancestors.");
            }

            var key = parent;
            parent = (await Run(t => index.GetAsync(DocumentId.Of(key), t)).ConfigureAwait(false))?.ParentId;
        }
    }
}
