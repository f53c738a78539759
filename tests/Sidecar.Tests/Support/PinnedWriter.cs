using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>A client that writes to one instance, whatever its role, one row after another, and keeps what was acknowledged and when.</summary>
internal sealed class PinnedWriter : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TestInstance _instance;
    private readonly ConcurrentQueue<(int Row, long At)> _acknowledged = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    public PinnedWriter(TestInstance instance)
    {
        _instance = instance;
        _running = RunAsync();
    }

    public string Name => _instance.Name;

    public IReadOnlyCollection<(int Row, long At)> Acknowledged => _acknowledged;

    public static string ConnectionString(TestInstance instance) =>
        // A statement that takes too long is given up with its connection: a cancelled wait for synchronous standbys would look like a success.
        $"Host={instance.Address};Port={instance.Paths.PostgresPort};Username=app;Password=secret;Database=app;SSL Mode=Require;Pooling=false;Timeout=3;Command Timeout=5;Cancellation Timeout=-1";

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        var row = 0;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString(_instance));
                await connection.OpenAsync(_ending.Token);
                while (!_ending.IsCancellationRequested)
                {
                    await using var command = new NpgsqlCommand("insert into written values ($1, $2)", connection) { Parameters = { new() { Value = Name }, new() { Value = ++row } } };
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                    _acknowledged.Enqueue((row, Stopwatch.GetTimestamp()));
                    await Task.Delay(Pause);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                await Task.Delay(Pause);
            }
        }
    }
}
