using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>Processes of workers, killed by SIGKILL at whatever step they are.</summary>
[Collection(ServerCollection.Name)]
public sealed class WorkerProcessTests(ScratchServer server) : IAsyncLifetime
{
    private const int Kills = 8;
    private const int ItemsForEach = 40;
    private static readonly QueueName Queue = new("mortal");
    private readonly Journal _journal = new(TimeProvider.System);
    private readonly List<WorkerProcess> _started = [];

    [SkippableFact]
    public async Task Items_of_killed_workers_come_back_and_none_is_lost_or_completed_by_a_stale_holder()
    {
        ScratchServer.Require();
        var database = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database, 4));
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update mortal.settings set backoff_base = '1 ms', backoff_max = '10 ms'");
        var client = new QueueClient(source, Queue);
        var keys = new List<string>();
        var random = new Random(1);
        var workers = new WorkerProcess[3];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = Start(database);
        }

        for (var kill = 0; kill < Kills; kill++)
        {
            string[] more = [.. Enumerable.Range(keys.Count, ItemsForEach).Select(i => $"item-{i:0000}")];
            keys.AddRange(more);
            await client.PushAsync(more.Select(key => new NewItem(key)));
            var victim = kill % workers.Length;
            await UntilAsync(() => Task.FromResult(workers[victim].Lines > 0), "the worker has begun");
            var step = workers[victim].Lines + random.Next(1, 10);
            await UntilAsync(async () => workers[victim].Lines >= step || !await client.HasPendingAsync(), "the worker has come to that step");
            await workers[victim].KillAsync();
            workers[victim] = Start(database);
        }

        await UntilAsync(async () => !await client.HasPendingAsync(), "everything is done");
        foreach (var worker in workers)
        {
            await worker.KillAsync();
        }

        await Verdict.CheckAsync(source, Queue, _journal, [.. keys, .. keys.Where(key => key.EndsWith('0')).Select(key => key + "/next")]);
        Assert.True(await source.ScalarAsync<bool>("select max(attempt) > 1 from mortal.history"), "no item was given out twice: nobody was killed with one in hand");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var worker in _started)
        {
            await worker.DisposeAsync();
        }
    }

    private WorkerProcess Start(string database)
    {
        var worker = new WorkerProcess(server.ConnectionString(database, 6), Queue, _started.Count, _journal);
        _started.Add(worker);
        return worker;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "not within a minute: " + what);
            await Task.Delay(2);
        }
    }
}
