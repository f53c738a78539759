using Howdah.Queueing.Batching;
using Howdah.Queueing.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Howdah.Queueing.Worker;

/// <summary>
/// Works off a queue: takes as many items as it has free slots, prolongs their leases while their handlers run, and completes, fails or releases each.
/// Failures of handlers and of the database do not stop it.
/// </summary>
public sealed class WorkerHost : IAsyncDisposable
{
    private readonly WorkerOptions _options;
    private readonly QueueClient _client;
    private readonly LeaseVerbs _verbs;
    private readonly LeaseKeeper _keeper;
    private readonly ItemRunner _runner;
    private readonly QueueListener _listener;
    private readonly WorkerMetrics _metrics;
    private readonly WorkerLog _log;
    private readonly AcquireLoop _acquiring;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncSignal _ended = new();
    private int _running;
    private int _begun;
    private int _disposed;

    /// <param name="dataSource">The database. Three connections of it are enough, one of which listens all the time; a busy host uses five.</param>
    /// <param name="queue">The queue; its schema must exist, or come to exist.</param>
    /// <param name="handler">The work; see <see cref="WorkHandlers.Typed"/> for payloads.</param>
    /// <param name="options">Defaults when null.</param>
    /// <param name="time">Clock of all waits and deadlines; only its monotonic part is used.</param>
    /// <param name="logger">What goes wrong is told here.</param>
    public WorkerHost(
        NpgsqlDataSource dataSource, QueueName queue, WorkHandler handler, WorkerOptions? options = null, TimeProvider? time = null, ILogger? logger = null)
    {
        _options = options ?? new WorkerOptions();
        _options.Check();
        _metrics = new WorkerMetrics(queue);
        _log = new WorkerLog(logger ?? NullLogger.Instance, queue);
        _client = new QueueClient(dataSource, queue, time);
        var bounds = new MicroBatcherOptions(MaxBatch: 500, Capacity: (2 * _options.Concurrency) + 64, Lanes: 2, Window: TimeSpan.Zero);
        _verbs = new LeaseVerbs(_client, bounds, _options.Completion);
        _keeper = new LeaseKeeper(_client, _options, _metrics, _log);
        _runner = new ItemRunner(handler, _verbs, _options, _metrics, _log);
        _listener = new QueueListener(dataSource.OpenConnectionAsync, _client.Time, exception =>
        {
            _metrics.BackendFailed("listen");
            _log.BackendFailed("Listening", exception);
        });
        _acquiring = new AcquireLoop(_client, _options, _metrics, _log, () => Running, Start);
        _listener.Subscribe(queue, _acquiring.Wake);
    }

    /// <summary>Handlers that run now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Works until <paramref name="stop"/> is cancelled, then drains: takes nothing more, lets handlers end, releases what is left. Call it once.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            throw new InvalidOperationException("A host runs once.");
        }

        using var end = new CancellationTokenSource();
        var background = Task.WhenAll(_listener.RunAsync(end.Token), _options.Renew ? _keeper.RunAsync(end.Token) : Task.CompletedTask);
        await _acquiring.RunAsync(stop);
        await _stopping.CancelAsync();
        await DrainAsync();
        await end.CancelAsync();
        await background;
        await DisposeAsync();
    }

    /// <summary>For a host that was never run; one that was has done it itself.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _verbs.DisposeAsync();
            _stopping.Dispose();
        }
    }

    private void Start(LeasedItem item)
    {
        var run = new ItemRun(item, _client, _verbs, _options, _stopping.Token);
        _keeper.Add(run);
        Interlocked.Increment(ref _running);
        _ = Task.Run(async () =>
        {
            await _runner.RunAsync(run);
            _keeper.Remove(run);
            run.Dispose();
            Interlocked.Decrement(ref _running);
            _ended.Set();
            _acquiring.Freed();
        }, CancellationToken.None);
    }

    private async Task DrainAsync()
    {
        await IdleAsync(_options.DrainTimeout);
        foreach (var run in _keeper.Held)
        {
            run.Cancel(CancelReason.Stopping);
        }

        await IdleAsync(_options.CancelTimeout);
        var left = _keeper.Held.Where(run => !run.IsEnding).ToList();
        if (left.Count == 0)
        {
            return;
        }

        _log.Abandoned(left.Count);
        using var bound = new CancellationTokenSource(_options.CancelTimeout, _client.Time);
        try
        {
            await _client.ReleaseAsync([.. left.Select(run => run.Item)], bound.Token);
        }
        catch (Exception exception)
        {
            _log.BackendFailed("Releasing", exception);
        }
    }

    private async Task IdleAsync(TimeSpan bound)
    {
        var started = _client.Time.GetTimestamp();
        while (Running > 0 && bound - _client.Time.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            await _ended.WaitAsync(left, _client.Time, CancellationToken.None);
        }
    }
}
