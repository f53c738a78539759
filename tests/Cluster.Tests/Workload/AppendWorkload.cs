using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Howdah.Cluster.Tests.Workload;

/// <summary>
/// Appends per key, through the service and pinned to each pod, and records every acknowledgement. Connections are opened anew after an error;
/// an attempt without an answer is neither counted as written nor as lost.
/// </summary>
internal sealed class AppendWorkload(TestCluster cluster) : IAsyncDisposable
{
    private const int Keys = 16;

    private readonly ConcurrentQueue<Acknowledgement> _history = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _writers = [];
    private long _lastServiceAcknowledgement;

    public IReadOnlyCollection<Acknowledgement> History => _history;

    public static Task PrepareAsync(TestCluster cluster) => cluster.ExecuteAsync(
        "create table if not exists appends (position bigint generated always as identity, key int not null, writer text not null, sequence bigint not null, primary key (writer, key, sequence))");

    public async Task StartAsync(IEnumerable<string> instances, string run, int serviceWriters = 2)
    {
        var service = await cluster.ServiceAddressAsync("rw");
        for (var i = 0; i < serviceWriters; i++)
        {
            var writer = $"{run}-service-{i}";
            _writers.Add(Task.Run(() => WriteAsync(writer, "", () => Task.FromResult(service))));
        }

        foreach (var instance in instances)
        {
            _writers.Add(Task.Run(() => WriteAsync($"{run}-{instance}", instance, () => cluster.PodAddressAsync(instance))));
        }
    }

    /// <summary>Waits until a write through the service is acknowledged that was begun after the call.</summary>
    public Task NextServiceWriteAsync(TimeSpan bound, Func<Task<string>> onTimeout)
    {
        var from = Stopwatch.GetTimestamp();
        return Poll.TrueAsync(
            "a write through the service is acknowledged", bound, () => Task.FromResult(Volatile.Read(ref _lastServiceAcknowledgement) > from), onTimeout, TimeSpan.FromMilliseconds(20));
    }

    /// <summary>
    /// The longest time after <paramref name="from"/> in which no write through the service was acknowledged: from the last answer of the old primary, which
    /// may go on for a moment after the fault, to the first of the new one.
    /// </summary>
    public TimeSpan LongestOutage(long from)
    {
        var begin = Ticks(from);
        var ends = _history.Where(a => a.Instance.Length == 0 && a.Ended > begin).Select(a => a.Ended).Append(begin).Order().ToList();
        return TimeSpan.FromTicks(ends.Zip(ends.Skip(1), (left, right) => right - left).DefaultIfEmpty(0).Max());
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_writers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task WriteAsync(string writer, string instance, Func<Task<string>> address)
    {
        var sequence = 0L;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var source = await cluster.ConnectAsync(await address(), timeoutSeconds: 2);
                await using var connection = await source.OpenConnectionAsync(_stop.Token);
                await using var command = new NpgsqlCommand("insert into appends (key, writer, sequence) values ($1, $2, $3)", connection)
                {
                    Parameters = { new() { Value = 0 }, new() { Value = writer }, new() { Value = 0L } },
                };
                while (!_stop.IsCancellationRequested)
                {
                    var key = (int)(++sequence % Keys);
                    command.Parameters[0].Value = key;
                    command.Parameters[2].Value = sequence;
                    var started = Stopwatch.GetTimestamp();
                    try
                    {
                        await command.ExecuteNonQueryAsync(CancellationToken.None);
                    }
                    catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
                    {
                        await Task.Delay(20, CancellationToken.None);
                        continue;
                    }

                    var ended = Stopwatch.GetTimestamp();
                    _history.Enqueue(new(key, sequence, writer, instance, Ticks(started), Ticks(ended)));
                    if (instance.Length == 0)
                    {
                        Acknowledged(started);
                    }

                    await Task.Delay(instance.Length == 0 ? 2 : 5, CancellationToken.None);
                }
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException or InvalidOperationException or ArgumentException)
            {
                await Task.Delay(instance.Length == 0 ? 30 : 150, CancellationToken.None);
            }
        }
    }

    private static long Ticks(long timestamp) => Stopwatch.GetElapsedTime(0, timestamp).Ticks;

    private void Acknowledged(long started)
    {
        long seen;
        while ((seen = Volatile.Read(ref _lastServiceAcknowledgement)) < started && Interlocked.CompareExchange(ref _lastServiceAcknowledgement, started, seen) != seen)
        {
        }
    }
}
