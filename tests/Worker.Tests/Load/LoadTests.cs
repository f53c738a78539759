using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;
using Howdah.Worker.Tests.Gateway;
using Npgsql;
using Xunit.Abstractions;

namespace Howdah.Worker.Tests.Load;

[Collection(ServerCollection.Name)]
public sealed class LoadTests(ScratchServer server, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Two_thousand_workers_complete_every_item_once_through_sixteen_connections()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        const int Items = 10_000;
        await gateway.Queue.PushAsync(Enumerable.Range(0, Items).Select(number => new NewItem("item-" + number)));
        var most = 0L;
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(gateway.Source, value => most = Math.Max(most, value), watching.Token);
        var run = new LoadRun(gateway.Server.Address, "jobs", 2000, TimeSpan.FromMilliseconds(20));
        output.WriteLine(await run.RunAsync(Items, TimeSpan.FromMinutes(3)));
        await watching.CancelAsync();
        await watch;
        output.WriteLine($"at most {most} connections of the gateway");
        Assert.InRange(most, 1, 16);
        Assert.Equal(Items, run.Completed);
        await CheckAsync(gateway.Source, run, Items);
    }

    private static async Task CheckAsync(NpgsqlDataSource source, LoadRun run, int items)
    {
        Assert.Equal(items, await source.ScalarAsync<long>("select count(*) from jobs.history where event = 'C'"));
        Assert.Equal(items, await source.ScalarAsync<long>("select count(distinct id) from jobs.history where event = 'C'"));
        var recorded = new HashSet<(string, string)>();
        await using var command = source.CreateCommand("select id::text, token::text from jobs.history where event = 'C'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            recorded.Add((reader.GetString(0), reader.GetString(1)));
        }

        Assert.All(run.Done, done => Assert.Contains(done, recorded));
    }

    private static async Task WatchAsync(NpgsqlDataSource source, Action<long> report, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            report(await source.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'gateway under test'"));
            await Task.WhenAny(Task.Delay(50, stop));
        }
    }
}
