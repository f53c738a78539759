using System.Collections.Concurrent;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch.Documents;
using Howdah.Search.Documents;

namespace Howdah.Queueing.OpenSearch;

/// <summary>
/// The coordinator on an index of OpenSearch. Leases are decided by scripts that run where the primary copy of an item is, by that node's clock; the clock of
/// a worker has no say. Weaker than PostgreSQL in this: an item and its successors are not one transaction (whoever meets the item next finishes what
/// was begun), and what is read without being written may come from a primary copy that has been deposed and does not know it yet.
/// </summary>
/// <param name="index">The queue.</param>
/// <param name="worker">A name that no other process has or will have: a pod's name is not enough, its UID and a start time are.</param>
public sealed partial class OpenSearchWorkCoordinator(WorkIndex index, string worker) : IWorkCoordinator
{
    private const int RememberedLeases = 4096;

    /// <summary>How often the cluster runs a script again when another write to the same item came in between.</summary>
    private const int ConflictRetries = 5;

    private readonly ConcurrentDictionary<string, long> _tokens = new(StringComparer.Ordinal);

    public Task SetupAsync(CancellationToken cancellationToken = default) => index.SetupAsync(cancellationToken);

    public async Task<bool> CreateUnassignedWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        var documentId = DocumentId.Of(id);
        var nonce = WorkScripts.NewNonce();
        var item = await UpdateAsync("Creating an item", RetrySchedule.Short, null, documentId, WorkScripts.Create(id, worker, nonce), cancellationToken)
            .ConfigureAwait(false);
        return item.Item!.CreationNonce == nonce;
    }

    public async Task<WorkAcquisition> CreateOrUpdateLeaseForWorkItemAsync(string id, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        if (lease == TimeSpan.Zero)
        {
            await CreateUnassignedWorkItemAsync(id, cancellationToken).ConfigureAwait(false);
            return new WorkAcquisition.NoAvailableWork();
        }

        CheckLease(lease);
        var documentId = DocumentId.Of(id);
        var sent = index.Executor.Time.GetTimestamp();
        var script = index.Scripts.Acquire(worker, lease, WorkScripts.NewNonce(), id);
        var (result, found) = await UpdateAsync("Acquiring an item", RetrySchedule.Short, null, documentId, script, cancellationToken).ConfigureAwait(false);
        var item = found!;
        if (result != WriteResult.Unchanged && item.SuccessorItems is { } successors)
        {
            await FinishAsync(id, item.LeaseToken, successors, 0, RetrySchedule.Short, null, cancellationToken).ConfigureAwait(false);
            return new WorkAcquisition.AlreadyCompleted();
        }

        return result != WriteResult.Unchanged
            ? Remember(item, sent)
            : item.Status == WorkItemDocument.Completed
                ? new WorkAcquisition.AlreadyCompleted()
                : throw new WorkQueueException(
                    WorkQueueError.LeaseHeldElsewhere,
                    $"Item '{id}' is leased by somebody else until {DateTimeOffset.FromUnixTimeMilliseconds(item.Expiration):O}.");
    }

    public async Task CompleteWorkItemAsync(string id, CancellationToken cancellationToken = default) =>
        await CompleteAsync(id, await TokenAsync(id, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="CompleteWorkItemAsync"/>, under a token that was given for the item, by this coordinator or another.</summary>
    public Task CompleteAsync(LeasedItem lease, CancellationToken cancellationToken = default) => CompleteAsync(lease.Key, lease.Token, cancellationToken);

    /// <summary>Takes over a lease that another coordinator was given, in another process say: the operations by id then act under its token.</summary>
    public void Adopt(LeasedItem lease) => _tokens[lease.Key] = lease.Token;

    public async Task ReleaseWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!_tokens.TryRemove(id, out var token))
        {
            return;
        }

        try
        {
            await UpdateAsync("Releasing", RetrySchedule.Short, null, DocumentId.Of(id), WorkScripts.Release(token), cancellationToken).ConfigureAwait(false);
        }
        catch (WorkQueueException)
        {
            // Best effort by contract: the lease lapses by itself.
        }
    }

    /// <summary>Prolongs a lease that is not over to at least <paramref name="length"/> from now; its token stays.</summary>
    /// <exception cref="WorkQueueException">Stale token, not owner, lease expired.</exception>
    public async Task<LeasedItem> RenewAsync(LeasedItem lease, TimeSpan length, CancellationToken cancellationToken = default)
    {
        CheckLease(length);
        var sent = index.Executor.Time.GetTimestamp();
        var (result, item) = await UpdateAsync(
            "Renewing", RetrySchedule.Short, null, DocumentId.Of(lease.Key), index.Scripts.Renew(lease.Token, length), cancellationToken).ConfigureAwait(false);
        return result == WriteResult.Updated
            ? ToLease(item!, sent)
            : throw (item is { Status: WorkItemDocument.Leased } && item.LeaseToken == lease.Token
                ? new WorkQueueException(WorkQueueError.LeaseExpired, $"The lease of item '{lease.Key}' is over.")
                : Refusal(lease.Key, item));
    }

    public Task<long> NumWorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) =>
        index.Executor.RunAsync("Counting", RetrySchedule.Short, null, token => index.CountUnfinishedAsync(null, token), cancellationToken);

    public async Task<bool> WorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) =>
        await index.Executor.RunAsync("Looking for work", RetrySchedule.Short, null, token => index.CountUnfinishedAsync(1, token), cancellationToken)
            .ConfigureAwait(false) > 0;

    private static void CheckLease(TimeSpan lease)
    {
        if (lease <= TimeSpan.Zero)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"The lease {lease} is not longer than zero.");
        }
    }

    private async Task CompleteAsync(string id, long token, CancellationToken cancellationToken)
    {
        var (result, item) = await UpdateAsync(
            "Completing", RetrySchedule.Completion, null, DocumentId.Of(id), WorkScripts.Complete(token), cancellationToken).ConfigureAwait(false);
        if (result != WriteResult.Updated)
        {
            throw Refusal(id, item);
        }
    }

    /// <summary>Runs a script, as often as it takes. The item is null when it does not exist.</summary>
    private Task<(WriteResult Result, WorkItemDocument? Item)> UpdateAsync(
        string operation, RetrySchedule schedule, long? deadline, string documentId, UpdateScript script, CancellationToken cancellationToken) =>
        index.Executor.RunAsync(operation, schedule, deadline, async token =>
        {
            var answer = await index.UpdateAsync(documentId, script, null, ConflictRetries, token).ConfigureAwait(false);
            return answer.Result switch
            {
                WriteResult.Conflict => throw new ContentionException("others keep changing the item"),
                WriteResult.Missing => (answer.Result, (WorkItemDocument?)null),
                _ => (answer.Result, WorkIndex.Read(answer.Source)),
            };
        }, cancellationToken);

    /// <summary>Why a verb has left the item alone.</summary>
    private WorkQueueException Refusal(string id, WorkItemDocument? item) => item switch
    {
        null => new WorkQueueException(WorkQueueError.UnknownItem, $"There is no item '{id}'."),
        { Status: WorkItemDocument.Completed } =>
            new WorkQueueException(WorkQueueError.AlreadyCompleted, $"Item '{id}' has been completed by '{item.LeaseHolderId}', under another token."),
        { Status: WorkItemDocument.Leased } when item.LeaseHolderId == worker =>
            new WorkQueueException(WorkQueueError.StaleToken, $"Item '{id}' has been leased anew, under a newer token."),
        _ => new WorkQueueException(WorkQueueError.NotOwner, $"Item '{id}' is not leased by '{worker}': it is {item.Status}."),
    };

    /// <summary>The token this worker was given. Without one the item cannot be this worker's: the answer says whose it is, as far as that is known.</summary>
    private async Task<long> TokenAsync(string id, long? deadline, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(id, out var token))
        {
            return token;
        }

        var documentId = DocumentId.Of(id);
        var schedule = deadline is null ? RetrySchedule.Short : RetrySchedule.UntilDeadline;
        var item = await index.Executor.RunAsync("Looking at an item", schedule, deadline, t => index.GetAsync(documentId, t), cancellationToken).ConfigureAwait(false);
        throw item is null
            ? new WorkQueueException(WorkQueueError.UnknownItem, $"There is no item '{id}'.")
            : new WorkQueueException(WorkQueueError.NotOwner, $"Item '{id}' is not leased by '{worker}': it is {item.Status}.");
    }

    private WorkAcquisition.Acquired Remember(WorkItemDocument item, long sent)
    {
        if (_tokens.Count >= RememberedLeases)
        {
            _tokens.Clear();
        }

        _tokens[item.Key] = item.LeaseToken;
        var lease = ToLease(item, sent);
        return new WorkAcquisition.Acquired(item.Key, lease.LeaseUntil, lease);
    }

    /// <param name="item">As the script has left it: what it wrote last, it wrote at the cluster's present.</param>
    /// <param name="sent">Timestamp from before the request.</param>
    private LeasedItem ToLease(WorkItemDocument item, long sent)
    {
        var length = TimeSpan.FromMilliseconds(item.Expiration - (item.LeasedAt ?? item.TouchedAt));
        var left = TimeSpan.FromMilliseconds(item.Expiration - item.TouchedAt);
        var margin = index.Options.ClockTolerance < length / 10 ? index.Options.ClockTolerance : length / 10;
        return new LeasedItem
        {
            Id = 0,
            Token = item.LeaseToken,
            Key = item.Key,
            Attempt = item.NumAttempts,
            Exponent = item.LeaseExponent ?? 0,
            LeaseUntil = DateTimeOffset.FromUnixTimeMilliseconds(item.Expiration),
            LeaseLength = length,
            Deadline = sent + (long)((left - margin).TotalSeconds * index.Executor.Time.TimestampFrequency),
        };
    }
}
