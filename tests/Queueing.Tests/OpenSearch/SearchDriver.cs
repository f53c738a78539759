using System.Collections.Concurrent;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Tests.Acceptance;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>The coordinator on OpenSearch; a coordinator for each worker.</summary>
internal sealed class SearchDriver(WorkIndex index, FaultyHandler handler, SearchBackend backend) : ICaseDriver
{
    private readonly ConcurrentDictionary<string, OpenSearchWorkCoordinator> _workers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Id, long Token), LeasedItem> _leases = new();

    public int BackendCalls => handler.Calls;

    public async Task<Outcome> SetupAsync()
    {
        await Of("setup").SetupAsync();
        return Outcome.Ok;
    }

    public async Task<object> CreateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await Of("creator").CreateUnassignedWorkItemAsync(id, cancellationToken);
        }
        catch (WorkQueueException exception)
        {
            CheckMessage(exception);
            return Outcome.Of(exception.Error);
        }
    }

    /// <summary>A worker's clock is not asked, so it cannot be wrong.</summary>
    public Task<Outcome> AcquireNextAsync(string worker, TimeSpan lease, TimeSpan clockOffset) =>
        GuardAsync(async () => Read(await Of(worker).AcquireNextWorkItemAsync(lease)));

    public Task<Outcome> AcquireSpecificAsync(string worker, string id, TimeSpan lease) =>
        GuardAsync(async () => Read(await Of(worker).CreateOrUpdateLeaseForWorkItemAsync(id, lease)));

    public Task<Outcome> CompleteAsync(string worker, string id, long? token) => GuardAsync(async () =>
    {
        if (token is not null)
        {
            await Of(worker).CompleteAsync(_leases[(id, token.Value)]);
            return Outcome.Ok;
        }

        var before = await backend.InspectAsync(id);
        await Of(worker).CompleteWorkItemAsync(id);
        return before?.State == "completed" ? Outcome.OkAlready : Outcome.Ok;
    });

    public Task<Outcome> ReleaseAsync(string worker, string id) => GuardAsync(async () =>
    {
        var before = await backend.InspectAsync(id);
        await Of(worker).ReleaseWorkItemAsync(id);
        return before == await backend.InspectAsync(id) ? Outcome.NoOp : Outcome.Ok;
    });

    public Task<Outcome> RenewAsync(string worker, string id, long? token, TimeSpan lease) => GuardAsync(async () =>
    {
        await Of(worker).RenewAsync(_leases[(id, token ?? _leases.Keys.Where(key => key.Id == id).Max(key => key.Token))], lease);
        return Outcome.Ok;
    });

    public Task<Outcome> SuccessorsAsync(string worker, string id, string[] successors, short exponent, TimeSpan? remaining) => GuardAsync(async () =>
    {
        await Of(worker).CreateSuccessorWorkItemsAndMarkCompleteAsync(id, successors, exponent, remaining);
        return Outcome.Ok;
    });

    public Task<long> CountAsync() => Of("observer").NumWorkItemsNotYetCompleteAsync();

    public Task<bool> PendingAsync() => Of("observer").WorkItemsNotYetCompleteAsync();

    public void Inject(int failures) => handler.Failures = failures;

    private static void CheckMessage(WorkQueueException exception)
    {
        if (exception.Error == WorkQueueError.RetriesExceeded)
        {
            Assert.Contains("failed after", exception.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<Outcome> GuardAsync(Func<Task<Outcome>> action)
    {
        try
        {
            return await action();
        }
        catch (WorkQueueException exception)
        {
            CheckMessage(exception);
            return Outcome.Of(exception.Error);
        }
    }

    private Outcome Read(WorkAcquisition acquisition)
    {
        switch (acquisition)
        {
            case WorkAcquisition.Acquired acquired:
                _leases[(acquired.Id, acquired.Lease.Token)] = acquired.Lease;
                return Outcome.Acquired(acquired.Lease with { LeaseUntil = acquired.Lease.LeaseUntil + backend.Ahead });
            case WorkAcquisition.AlreadyCompleted:
                return new Outcome("already_completed");
            default:
                return Outcome.NoWork;
        }
    }

    private OpenSearchWorkCoordinator Of(string worker) => _workers.GetOrAdd(worker, name => new OpenSearchWorkCoordinator(index, name));
}
