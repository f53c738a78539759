using System.Collections.Concurrent;
using Howdah.Queueing.Client;

namespace Howdah.Queueing.Contract;

/// <summary>The coordinator on a queue in PostgreSQL.</summary>
/// <param name="client">The queue, which should have the lease mode <c>doubling</c>.</param>
/// <param name="worker">A name that no other process has or will have: a pod's name is not enough, its UID and a start time are.</param>
/// <param name="setup">Creates the schema; null when that is somebody else's task.</param>
public sealed class PostgresWorkCoordinator(QueueClient client, string worker, Func<CancellationToken, Task>? setup = null) : IWorkCoordinator
{
    private const int RememberedLeases = 4096;
    private readonly ConcurrentDictionary<string, LeasedItem> _leases = new(StringComparer.Ordinal);

    public async Task SetupAsync(CancellationToken cancellationToken = default)
    {
        if (setup is not null)
        {
            await setup(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<bool> CreateUnassignedWorkItemAsync(string id, CancellationToken cancellationToken = default) =>
        client.CreateAsync(new NewItem(id), worker, cancellationToken);

    public async Task<WorkAcquisition> CreateOrUpdateLeaseForWorkItemAsync(string id, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        var answer = await client.AcquireItemAsync(id, worker, lease, cancellationToken: cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            AcquireItemStatus.Acquired => Remember(answer.Item!),
            AcquireItemStatus.AlreadyCompleted => new WorkAcquisition.AlreadyCompleted(),
            AcquireItemStatus.HeldElsewhere =>
                throw new WorkQueueException(WorkQueueError.LeaseHeldElsewhere, $"Item '{id}' is leased by somebody else until {answer.HeldUntil:O}."),
            AcquireItemStatus.Dead => throw new WorkQueueException(WorkQueueError.Dead, $"Item '{id}' is dead."),
            _ => new WorkAcquisition.NoAvailableWork(),
        };
    }

    public async Task<WorkAcquisition> AcquireNextWorkItemAsync(TimeSpan lease, CancellationToken cancellationToken = default)
    {
        var leases = await client.AcquireAsync(worker, lease, 1, cancellationToken).ConfigureAwait(false);
        return leases.Count == 0 ? new WorkAcquisition.NoAvailableWork() : Remember(leases[0]);
    }

    public async Task CompleteWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        var lease = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        await client.CompleteAsync(lease.Id, lease.Token, worker, RetrySchedule.Completion, null, cancellationToken).ConfigureAwait(false);
    }

    public async Task ReleaseWorkItemAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!_leases.TryRemove(id, out var lease))
        {
            return;
        }

        try
        {
            await client.ReleaseAsync([lease.Id], [lease.Token], worker, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkQueueException)
        {
            // Best effort by contract: the lease lapses by itself.
        }
    }

    public async Task CreateSuccessorWorkItemsAndMarkCompleteAsync(
        string id, IReadOnlyList<string> successors, int exponent, TimeSpan? remaining = null, CancellationToken cancellationToken = default)
    {
        if (exponent is < 0 or > 1000)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"The lease exponent {exponent} is not between 0 and 1000.");
        }

        if (successors.Contains(id, StringComparer.Ordinal))
        {
            throw new WorkQueueException(WorkQueueError.InvalidSuccessors, $"Item '{id}' cannot be its own successor.");
        }

        long? deadline = remaining is { } left ? client.Time.GetTimestamp() + (long)(left.TotalSeconds * client.Time.TimestampFrequency) : null;
        var lease = await FindAsync(id, cancellationToken, deadline).ConfigureAwait(false);
        await client.CompleteWithSuccessorsAsync(
            lease.Id, lease.Token, worker, successors, (short)exponent, null, null,
            deadline is null ? RetrySchedule.Completion : RetrySchedule.UntilDeadline, deadline, cancellationToken).ConfigureAwait(false);
    }

    public Task<long> NumWorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) => client.CountNotCompleteAsync(cancellationToken);

    public Task<bool> WorkItemsNotYetCompleteAsync(CancellationToken cancellationToken = default) => client.HasPendingAsync(cancellationToken);

    private WorkAcquisition.Acquired Remember(LeasedItem lease)
    {
        if (_leases.Count >= RememberedLeases)
        {
            foreach (var (key, old) in _leases.Where(pair => pair.Value.Remaining(client.Time) < TimeSpan.Zero).ToList())
            {
                _leases.TryRemove(KeyValuePair.Create(key, old));
            }
        }

        _leases[lease.Key] = lease;
        return new WorkAcquisition.Acquired(lease.Key, lease.LeaseUntil, lease);
    }

    /// <summary>The lease this worker was given. Without one the item cannot be this worker's: the answer says whose it is, as far as that is known.</summary>
    private async Task<LeasedItem> FindAsync(string id, CancellationToken cancellationToken, long? deadline = null)
    {
        if (_leases.TryGetValue(id, out var lease))
        {
            return lease;
        }

        var state = await client.InspectAsync(id, deadline, cancellationToken).ConfigureAwait(false);
        throw new WorkQueueException(
            WorkQueueError.NotOwner, state is null ? $"There is no item '{id}'." : $"Item '{id}' is not leased by '{worker}': it is {state.State}.");
    }
}
