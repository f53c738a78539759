namespace Howdah.Queueing.Contract;

/// <summary>
/// Coordination of workers that take one lease at a time, with the operations and the meaning of the work coordinator of opensearch-migrations.
/// One instance is one worker. Every operation is retried after transient failures. Refusals are <see cref="WorkQueueException"/>s.
/// </summary>
public interface IWorkCoordinator
{
    /// <summary>Makes the backend ready; any number of callers may do so at the same time.</summary>
    Task SetupAsync(CancellationToken cancellationToken = default);

    /// <summary>False when the item exists, in any state.</summary>
    Task<bool> CreateUnassignedWorkItemAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Creates the item if need be and leases it. A live lease of the caller is returned as it is. A lease of zero only creates it.</summary>
    /// <exception cref="WorkQueueException">Lease held elsewhere.</exception>
    Task<WorkAcquisition> CreateOrUpdateLeaseForWorkItemAsync(string id, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Takes any item that is free. Retried as long as the lease asked for would last.</summary>
    Task<WorkAcquisition> AcquireNextWorkItemAsync(TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Completes an item that the caller holds, or has held and nobody has taken since. Repeating it does no harm.</summary>
    /// <exception cref="WorkQueueException">Not owner, stale token, retries exceeded.</exception>
    Task CompleteWorkItemAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Gives an item back, its lease exponent unchanged. Does nothing when it is completed or another's; a failure of the backend is not reported.</summary>
    Task ReleaseWorkItemAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Creates the successors, whose first lease is multiplied by 2^<paramref name="exponent"/>, and completes the item, all or nothing.</summary>
    /// <param name="id">An item the caller holds.</param>
    /// <param name="successors">Those that exist are left as they are.</param>
    /// <param name="exponent">0 to 1000.</param>
    /// <param name="remaining">For how long to retry at most, as a rule what is left of the lease; null for two minutes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="WorkQueueException">Not owner, invalid successors, conflicting successors, retries exceeded.</exception>
    Task CreateSuccessorWorkItemsAndMarkCompleteAsync(
        string id, IReadOnlyList<string> successors, int exponent, TimeSpan? remaining = null, CancellationToken cancellationToken = default);

    /// <summary>Items waiting, leased or expired.</summary>
    Task<long> NumWorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether any item is waiting, leased or expired.</summary>
    Task<bool> WorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default);
}
