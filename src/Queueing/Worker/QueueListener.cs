using System.Collections.Concurrent;
using Npgsql;

namespace Howdah.Queueing.Worker;

/// <summary>
/// One connection that listens to any number of queues. While it is down nobody is woken, which is why everybody polls as well; after it has come back
/// all are woken once, for what was missed.
/// </summary>
internal sealed class QueueListener(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, TimeProvider time, Action<Exception> onFailure)
{
    // A connection that a firewall has forgotten shows only when something is sent.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, Action> _wakes = new(StringComparer.Ordinal);
    private readonly AsyncSignal _changed = new();

    public bool IsConnected { get; private set; }

    public void Subscribe(QueueName queue, Action wake)
    {
        _wakes[queue.Value] = wake;
        _changed.Set();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(backoff, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                IsConnected = false;
                onFailure(exception);
                await Task.Delay(backoff.Next(), time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private async Task ListenAsync(Backoff backoff, CancellationToken stop)
    {
        await using var connection = await open(stop);
        connection.Notification += (_, notification) =>
        {
            if (_wakes.TryGetValue(notification.Channel, out var wake))
            {
                wake();
            }
        };
        var listening = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            foreach (var name in _wakes.Keys.Where(listening.Add).ToList())
            {
                await ExecuteAsync(connection, "listen " + QueueName.Quote(name), stop);
                _wakes[name]();
            }

            IsConnected = true;
            backoff.Reset();
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var changed = _changed.WaitAsync(KeepAlive, time, interrupt.Token);
            var notified = WaitAsync(connection, interrupt.Token);
            await Task.WhenAny(changed, notified);
            await interrupt.CancelAsync();
            if (!await notified && !await changed)
            {
                stop.ThrowIfCancellationRequested();
                await ExecuteAsync(connection, "select 1", stop);
            }
        }
    }

    private static async Task<bool> WaitAsync(NpgsqlConnection connection, CancellationToken interrupt)
    {
        try
        {
            await connection.WaitAsync(interrupt);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
