using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search;
using Howdah.Search.Documents;
using Howdah.Search.Searching;

namespace Howdah.Queueing.OpenSearch;

public sealed partial class OpenSearchWorkCoordinator
{
    private const int WidestChoice = 64;
    private const int SmallestPage = 16;

    public async Task<WorkAcquisition> AcquireNextWorkItemAsync(TimeSpan lease, CancellationToken cancellationToken = default)
    {
        CheckLease(lease);
        var deadline = index.Executor.After(lease);
        return await index.Executor.RunAsync("Acquiring", RetrySchedule.UntilDeadline, deadline, async token =>
        {
            while (true)
            {
                var found = await index.FindFreeAsync(Math.Max(SmallestPage, index.Choice), token).ConfigureAwait(false);
                if (found.Count == 0)
                {
                    return new WorkAcquisition.NoAvailableWork();
                }

                var (acquired, wasFinished) = await TakeOneAsync(found, lease, deadline, token).ConfigureAwait(false);
                if (acquired is not null)
                {
                    return acquired;
                }

                if (!wasFinished)
                {
                    throw new ContentionException($"of {found.Count} free items, others have taken all, or a node's clock is behind that of another");
                }
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries one item after another. What it meets half replaced by successors, it finishes; then the caller looks anew.</summary>
    private async Task<(WorkAcquisition? Acquired, bool WasFinished)> TakeOneAsync(
        IReadOnlyList<SearchHit> found, TimeSpan lease, long deadline, CancellationToken cancellationToken)
    {
        var order = found.ToArray();
#pragma warning disable CA5394 // spreads workers over the items; no secret depends on it
        Random.Shared.Shuffle(order.AsSpan(0, Math.Min(index.Choice, order.Length)));
        for (var tries = 0; tries < order.Length; tries++)
        {
            var hit = order[tries];
            var sent = index.Executor.Time.GetTimestamp();
            if (await TakeAsync(hit, lease, deadline, cancellationToken).ConfigureAwait(false) is { } item)
            {
                index.Choice = tries == 0 ? Math.Max(1, index.Choice / 2) : index.Choice;
                if (item.SuccessorItems is { } successors)
                {
                    await FinishAsync(item.Key, item.LeaseToken, successors, 0, RetrySchedule.UntilDeadline, deadline, cancellationToken).ConfigureAwait(false);
                    return (null, true);
                }

                return (Remember(item, sent), false);
            }

            index.Choice = Math.Min(WidestChoice, index.Choice * 4);
            Random.Shared.Shuffle(order.AsSpan(tries + 1));
#pragma warning restore CA5394
        }

        return (null, false);
    }

    /// <summary>The item when the lease was given; null when it has changed since it was found. A repeated try must not depend on the item's state: it
    /// may be the first one's doing, which the script knows by the nonce.</summary>
    private async Task<WorkItemDocument?> TakeAsync(SearchHit hit, TimeSpan lease, long deadline, CancellationToken cancellationToken)
    {
        var script = index.Scripts.Acquire(worker, lease, WorkScripts.NewNonce(), specificKey: null);
        DocumentVersion? onlyIf = hit.Version;
        return await index.Executor.RunAsync("Acquiring", RetrySchedule.UntilDeadline, deadline, async token =>
        {
            try
            {
                var answer = await index.UpdateAsync(hit.Id, script, onlyIf, onlyIf is null ? ConflictRetries : 0, token).ConfigureAwait(false);
                return answer.Result switch
                {
                    WriteResult.Updated => WorkIndex.Read(answer.Source),
                    WriteResult.Conflict when onlyIf is null => throw new ContentionException("others keep changing the item"),
                    _ => null,
                };
            }
            catch (Exception exception) when (exception is SearchException or ContentionException)
            {
                onlyIf = null;
                throw;
            }
        }, cancellationToken).ConfigureAwait(false);
    }
}
