using System.Collections.Concurrent;
using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.Schema;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>The coordinator of the C# library; a coordinator for each worker.</summary>
internal sealed class ClientDriver(NpgsqlDataSource source, QueueName queue) : ICaseDriver
{
    private readonly ConcurrentDictionary<string, (QueueClient Client, PostgresWorkCoordinator Coordinator)> _workers = new(StringComparer.Ordinal);
    private int _failures;
    private int _calls;

    public int BackendCalls => _calls;

    public async Task<Outcome> SetupAsync()
    {
        await Of("setup").Coordinator.SetupAsync();
        return Outcome.Ok;
    }

    public async Task<object> CreateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await Of("creator").Coordinator.CreateUnassignedWorkItemAsync(id, cancellationToken);
        }
        catch (WorkQueueException exception)
        {
            CheckMessage(exception);
            return Outcome.Of(exception.Error);
        }
    }

    public Task<Outcome> AcquireNextAsync(string worker, TimeSpan lease, TimeSpan clockOffset) => GuardAsync(async () =>
        Read(await Of(worker, clockOffset).Coordinator.AcquireNextWorkItemAsync(lease)));

    public Task<Outcome> AcquireSpecificAsync(string worker, string id, TimeSpan lease) => GuardAsync(async () =>
        Read(await Of(worker).Coordinator.CreateOrUpdateLeaseForWorkItemAsync(id, lease)));

    public Task<Outcome> CompleteAsync(string worker, string id, long? token) => GuardAsync(async () =>
    {
        var (client, coordinator) = Of(worker);
        if (token is not null)
        {
            var state = await client.InspectAsync(id);
            await client.CompleteAsync(state!.Id, token.Value, worker, RetrySchedule.Short, null, default);
            return Outcome.Ok;
        }

        var before = await client.InspectAsync(id);
        await coordinator.CompleteWorkItemAsync(id);
        return before?.State == "completed" ? Outcome.OkAlready : Outcome.Ok;
    });

    public Task<Outcome> ReleaseAsync(string worker, string id) => GuardAsync(async () =>
    {
        var (client, coordinator) = Of(worker);
        var before = await client.InspectAsync(id);
        await coordinator.ReleaseWorkItemAsync(id);
        var after = await client.InspectAsync(id);
        return before?.State == after?.State ? Outcome.NoOp : Outcome.Ok;
    });

    public Task<Outcome> RenewAsync(string worker, string id, long? token, TimeSpan lease) => GuardAsync(async () =>
    {
        var client = Of(worker).Client;
        var state = await client.InspectAsync(id);
        await client.RenewAsync(state!.Id, token ?? 0, lease, worker, default);
        return Outcome.Ok;
    });

    public Task<Outcome> SuccessorsAsync(string worker, string id, string[] successors, short exponent, TimeSpan? remaining) => GuardAsync(async () =>
    {
        await Of(worker).Coordinator.CreateSuccessorWorkItemsAndMarkCompleteAsync(id, successors, exponent, remaining);
        return Outcome.Ok;
    });

    public Task<long> CountAsync() => Of("observer").Coordinator.NumWorkItemsNotYetCompleteAsync();

    public Task<bool> PendingAsync() => Of("observer").Coordinator.WorkItemsNotYetCompleteAsync();

    public void Inject(int failures) => _failures = failures;

    private static Outcome Read(WorkAcquisition acquisition) => acquisition switch
    {
        WorkAcquisition.Acquired acquired => Outcome.Acquired(acquired.Lease),
        WorkAcquisition.AlreadyCompleted => new Outcome("already_completed"),
        _ => Outcome.NoWork,
    };

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

    private (QueueClient Client, PostgresWorkCoordinator Coordinator) Of(string worker, TimeSpan clockOffset = default) => _workers.GetOrAdd(worker, name =>
    {
        var client = new QueueClient(OpenAsync, queue, clockOffset == default ? null : new OffsetTime(clockOffset));
        return (client, new PostgresWorkCoordinator(client, name, token => new QueueSchema(source, queue).MigrateAsync(token)));
    });

    private ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (_failures != 0)
        {
            _failures -= _failures > 0 ? 1 : 0;
            throw new NpgsqlException("the connection was broken by the test", new IOException("broken"));
        }

        return source.OpenConnectionAsync(cancellationToken);
    }

    private sealed class OffsetTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
