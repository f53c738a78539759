using System.Diagnostics;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>Workers under load while something is killed again and again, on a server of their own, and a journal that is checked at the end.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int Items = 600;
    private const int Workers = 6;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly QueueName Queue = new("faults");
    private readonly ScratchServer _server = new();
    private readonly Journal _journal = new(TimeProvider.System);
    private readonly string[] _keys = [.. Enumerable.Range(0, Items).Select(i => $"item-{i:0000}")];

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [SkippableFact]
    public Task Killing_backends_loses_nothing_and_gives_nothing_out_twice() => RunAsync(KillBackendAsync, 4);

    [SkippableFact]
    public Task Cutting_connections_loses_nothing_and_gives_nothing_out_twice() => RunAsync(
        source => source.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'worker%' and random() < 0.5"), 30);

    /// <summary>SIGKILL of one backend: the postmaster ends all others, and the server recovers from its WAL.</summary>
    private static async Task KillBackendAsync(NpgsqlDataSource source)
    {
        var id = await source.ScalarAsync<int>(
            "select coalesce((select pid from pg_stat_activity where application_name like 'worker%' order by random() limit 1), pg_backend_pid())");
        using var kill = Process.Start("kill", ["-KILL", id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task RunAsync(Func<NpgsqlDataSource, Task> fault, int faults)
    {
        ScratchServer.Require();
        var database = await _server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(_server.ConnectionString(database, 4));
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update faults.settings set backoff_base = '1 ms', backoff_max = '10 ms'");
        await new QueueClient(source, Queue).PushAsync(_keys.Select(key => new NewItem(key)));

        using var stop = new CancellationTokenSource(Patience);
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(database, worker, stop.Token))).ToArray();
        for (var done = 0; done < faults && !Task.WhenAll(workers).IsCompleted; done++)
        {
            var seen = _journal.Grants;
            while (_journal.Grants < seen + 20 && !Task.WhenAll(workers).IsCompleted)
            {
                await Task.Delay(5);
            }

            await UntilItWorksAsync(() => fault(source));
        }

        await Task.WhenAll(workers);
        Assert.False(stop.IsCancellationRequested, $"not all was done within {Patience}");
        await UntilItWorksAsync(async () => Assert.Equal(0L, await source.ScalarAsync<long>("select faults.num_not_complete()")));
        _journal.Check(_keys);
        Assert.Equal((long)Items, await source.ScalarAsync<long>("select count(distinct id) from faults.history where event = 'C'"));
        Assert.Equal((long)Items, await source.ScalarAsync<long>("select count(*) from faults.history where event = 'C'"));
    }

    /// <summary>Takes, and then completes, fails, gives back, holds too long, or forgets, until nothing is left.</summary>
    private async Task WorkAsync(string database, int worker, CancellationToken stop)
    {
        var settings = new NpgsqlConnectionStringBuilder(_server.ConnectionString(database, 1)) { ApplicationName = $"worker {worker}" };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        var client = new QueueClient(source, Queue);
        var random = new Random(worker);
        while (!stop.IsCancellationRequested)
        {
            IReadOnlyList<LeasedItem> items = [];
            await UntilItWorksAsync(async () => items = await client.AcquireAsync($"worker {worker}", Lease, random.Next(1, 4), stop));
            items.ToList().ForEach(_journal.Granted);
            if (items.Count == 0)
            {
                var isEmpty = false;
                await UntilItWorksAsync(async () => isEmpty = !await client.HasPendingAsync(stop));
                if (isEmpty)
                {
                    return;
                }
            }

            foreach (var item in items)
            {
                await UseAsync(client, item, random.Next(20), stop);
            }
        }
    }

    private async Task UseAsync(QueueClient client, LeasedItem item, int what, CancellationToken stop)
    {
        if (what == 0)
        {
            return;
        }

        if (what == 1)
        {
            await Task.Delay(Lease, stop);
        }

        var sent = TimeProvider.System.GetTimestamp();
        try
        {
            switch (what)
            {
                case 2:
                    _journal.GivingUp(item, sent);
                    await client.ReleaseAsync([item], stop);
                    break;
                case 3:
                    _journal.GivingUp(item, sent);
                    await client.FailAsync(item, "test", cancellationToken: stop);
                    break;
                default:
                    await client.CompleteAsync(item, stop);
                    _journal.Completed(item);
                    break;
            }
        }
        catch (WorkQueueException exception) when (exception.Error is WorkQueueError.StaleToken or WorkQueueError.NotOwner or WorkQueueError.AlreadyCompleted
            or WorkQueueError.RetriesExceeded)
        {
            // Lost in the meantime, or given up with an answer that was lost: what happened is for the journal to judge.
        }
    }

    private static async Task UntilItWorksAsync(Func<Task> action)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await action();
                return;
            }
            catch (Exception exception) when (started.Elapsed < TimeSpan.FromSeconds(60)
                && (TransientErrors.IsTransient(exception) || exception is WorkQueueException { Error: WorkQueueError.RetriesExceeded }))
            {
                await Task.Delay(20);
            }
        }
    }
}
