using System.Collections.Concurrent;
using Howdah.Queueing.Contract;
using Howdah.Queueing.Schema;
using Howdah.Worker.Queue;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Howdah.Queueing.Tests.Acceptance;

/// <summary>The HTTP gateway, with a coordinator for each worker before it. Failures are injected between the gateway and the database.</summary>
internal sealed class GatewayDriver : ICaseDriver, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, GatewayCoordinator> _workers = new(StringComparer.Ordinal);
    private readonly NpgsqlDataSource _source;
    private readonly QueueName _queue;
    private readonly Lazy<Task<HttpClient>> _http;
    private GatewayServer? _server;
    private bool _armed;
    private int _failures;
    private int _calls;

    public GatewayDriver(NpgsqlDataSource source, QueueName queue)
    {
        _source = source;
        _queue = queue;
        _http = new Lazy<Task<HttpClient>>(StartAsync);
    }

    public int BackendCalls => _calls;

    public async Task<Outcome> SetupAsync()
    {
        await new QueueSchema(_source, _queue).MigrateAsync();
        return Outcome.Ok;
    }

    public async Task<object> CreateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await (await OfAsync("creator")).CreateUnassignedWorkItemAsync(id, cancellationToken);
        }
        catch (WorkQueueException exception)
        {
            return Outcome.Of(exception.Error);
        }
    }

    public Task<Outcome> AcquireNextAsync(string worker, TimeSpan lease, TimeSpan clockOffset) => GuardAsync(async () =>
        Read(await (await OfAsync(worker)).AcquireNextWorkItemAsync(lease)));

    public Task<Outcome> AcquireSpecificAsync(string worker, string id, TimeSpan lease) => GuardAsync(async () =>
        Read(await (await OfAsync(worker)).CreateOrUpdateLeaseForWorkItemAsync(id, lease)));

    public Task<Outcome> CompleteAsync(string worker, string id, long? token) => GuardAsync(async () =>
    {
        var coordinator = await OfAsync(worker);
        var state = await coordinator.InspectAsync(id);
        if (token is not null)
        {
            await coordinator.CompleteAsync(long.Parse((string)state!["id"]!), token.Value);
            return Outcome.Ok;
        }

        await coordinator.CompleteWorkItemAsync(id);
        return (string?)state?["state"] == "completed" ? Outcome.OkAlready : Outcome.Ok;
    });

    public Task<Outcome> ReleaseAsync(string worker, string id) => GuardAsync(async () =>
    {
        var coordinator = await OfAsync(worker);
        var before = (string?)(await coordinator.InspectAsync(id))?["state"];
        await coordinator.ReleaseWorkItemAsync(id);
        return before == (string?)(await coordinator.InspectAsync(id))?["state"] ? Outcome.NoOp : Outcome.Ok;
    });

    public Task<Outcome> RenewAsync(string worker, string id, long? token, TimeSpan lease) => GuardAsync(async () =>
    {
        var coordinator = await OfAsync(worker);
        var state = await coordinator.InspectAsync(id);
        await coordinator.RenewAsync(long.Parse((string)state!["id"]!), token ?? coordinator.Lease(id)?.Token ?? 0, lease);
        return Outcome.Ok;
    });

    public Task<Outcome> SuccessorsAsync(string worker, string id, string[] successors, short exponent, TimeSpan? remaining) => GuardAsync(async () =>
    {
        await (await OfAsync(worker)).CreateSuccessorWorkItemsAndMarkCompleteAsync(id, successors, exponent, remaining);
        return Outcome.Ok;
    });

    public async Task<long> CountAsync() => await (await OfAsync("observer")).NumWorkItemsNotYetCompleteAsync();

    public async Task<bool> PendingAsync() => await (await OfAsync("observer")).WorkItemsNotYetCompleteAsync();

    public void Inject(int failures) => _failures = failures;

    public async Task<GatewayCoordinator> OfAsync(string worker)
    {
        var http = await _http.Value;
        return _workers.GetOrAdd(worker, name => new GatewayCoordinator(http, _queue, name));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            (await _http.Value).Dispose();
            await _server.DisposeAsync();
        }
    }

    private static Outcome Read(WorkAcquisition acquisition) => acquisition switch
    {
        WorkAcquisition.Acquired acquired => Outcome.Acquired(acquired.Lease),
        WorkAcquisition.AlreadyCompleted => new Outcome("already_completed"),
        _ => Outcome.NoWork,
    };

    private static async Task<Outcome> GuardAsync(Func<Task<Outcome>> action)
    {
        try
        {
            return await action();
        }
        catch (WorkQueueException exception)
        {
            return Outcome.Of(exception.Error);
        }
    }

    /// <summary>Failures and counts begin when the gateway listens and knows the queue, so that they are those of the verbs.</summary>
    private async Task<HttpClient> StartAsync()
    {
        _server = GatewayServer.Build(
            new GatewayOptions { ConnectionString = _source.ConnectionString, Port = 0, LogLevel = LogLevel.None, StopTimeout = TimeSpan.FromSeconds(2) }, null, OpenAsync);
        await _server.Application.StartAsync();
        var http = new HttpClient { BaseAddress = _server.Address };
        using var known = await http.GetAsync(new Uri($"/v1/queues/{Uri.EscapeDataString(_queue.Value)}/stats", UriKind.Relative));
        known.EnsureSuccessStatusCode();
        for (var look = 0; ; look++)
        {
            using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            if (ready.IsSuccessStatusCode)
            {
                break;
            }

            Assert.True(look < 500, "the gateway is not ready");
            await Task.Delay(20);
        }

        _armed = true;
        return http;
    }

    private ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource pool, CancellationToken cancellationToken)
    {
        if (_armed)
        {
            Interlocked.Increment(ref _calls);
            if (_failures != 0)
            {
                _failures -= _failures > 0 ? 1 : 0;
                throw new NpgsqlException("the connection was broken by the test", new IOException("broken"));
            }
        }

        return pool.OpenConnectionAsync(cancellationToken);
    }
}
