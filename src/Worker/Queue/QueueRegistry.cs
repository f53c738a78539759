using System.Collections.Concurrent;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Worker;
using Npgsql;

namespace Howdah.Worker.Queue;

/// <summary>The queues that have been asked for, one hub each, and the connection that listens for all of them.</summary>
internal sealed class QueueRegistry : IAsyncDisposable
{
    private readonly GatewayOptions _options;
    private readonly GatewayLog _log;
    private readonly TimeProvider _time;
    private readonly Func<CancellationToken, ValueTask<NpgsqlConnection>> _open;
    private readonly ConcurrentDictionary<string, Lazy<QueueHub>> _hubs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly QueueListener _listener;
    private readonly Task _run;

    public QueueRegistry(GatewayOptions options, GatewayLog log, TimeProvider time, Func<CancellationToken, ValueTask<NpgsqlConnection>> open)
    {
        _options = options;
        _log = log;
        _time = time;
        _open = open;
        Metrics = new GatewayMetrics(() => Started.Select(hub => (hub.Client.Queue.Value, hub.Pump.Waiting)));
        _listener = new QueueListener(open, time, log.ListenFailed);
        _run = _listener.RunAsync(_stop.Token);
    }

    public GatewayMetrics Metrics { get; }

    /// <summary>Whether the listening connection is up, and with it the database.</summary>
    public bool IsConnected => _listener.IsConnected;

    public bool IsStopping { get; private set; }

    private IEnumerable<QueueHub> Started => _hubs.Values.Where(hub => hub.IsValueCreated).Select(hub => hub.Value);

    /// <exception cref="WorkQueueException">There is no such queue, or it is not served here.</exception>
    public async ValueTask<QueueHub> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_hubs.TryGetValue(name, out var known))
        {
            return known.Value;
        }

        if ((_options.Queues.Count > 0 && !_options.Queues.Contains(name)) || !await ExistsAsync(name, cancellationToken))
        {
            throw new WorkQueueException(WorkQueueError.UnknownQueue, $"There is no queue '{name}'.");
        }

        return _hubs.GetOrAdd(name, static (key, self) => new Lazy<QueueHub>(() => self.Create(key)), this).Value;
    }

    public async Task StopAsync()
    {
        IsStopping = true;
        await Task.WhenAll(Started.Select(hub => hub.StopAsync(_options.StopTimeout)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in Started)
        {
            await hub.DisposeAsync();
        }

        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
        Metrics.Dispose();
    }

    private QueueHub Create(string name)
    {
        var queue = new QueueName(name);
        var hub = new QueueHub(new QueueClient(_open, queue, _time), _options, Metrics, _log);
        _listener.Subscribe(queue, hub.Pump.Wake);
        return hub;
    }

    /// <summary>By the catalogue, which every role may read.</summary>
    private async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await _open(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select exists (select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $1 and p.proname = 'acquire_for')", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return name.Length > 0 && !name.Contains('\0') && (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
