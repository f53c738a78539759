using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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

    [SkippableFact]
    public async Task A_gateway_that_is_killed_under_load_loses_no_item_and_completes_none_twice()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        const int Items = 3000;
        await gateway.Queue.PushAsync(Enumerable.Range(0, Items).Select(number => new NewItem("item-" + number)));
        var port = FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");
        using var end = new CancellationTokenSource();
        var process = await StartAsync(gateway.Source.ConnectionString, port);
        var run = new LoadRun(address, "jobs", 200, TimeSpan.FromMilliseconds(5));
        var load = run.RunAsync(Items, TimeSpan.FromMinutes(3), end.Token);
        var kills = 0;
        for (var share = 1; share <= 3; share++)
        {
            var mark = Items * share / 4;
            await GatewayFixture.UntilAsync(() => Task.FromResult(run.Completed >= mark || load.IsCompleted), $"{mark} items are completed", 120);
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            kills++;
            process = await StartAsync(gateway.Source.ConnectionString, port);
        }

        // Completions whose answers were lost are not counted by the load: what the database says ends it.
        await GatewayFixture.UntilAsync(async () => !await gateway.Queue.HasPendingAsync(), "nothing is left", 120);
        await end.CancelAsync();
        output.WriteLine(await load);
        output.WriteLine($"{kills} kills");
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Assert.True(run.Errors > 0, "nobody has noticed the kills");
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

    private static async Task<Process> StartAsync(string connection, int port)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "howdah-worker.dll"), "queue"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            Environment =
            {
                ["HOWDAH_DSN"] = connection, ["HOWDAH_PORT"] = port.ToString(), ["HOWDAH_HEALTH_PORT"] = "0", ["HOWDAH_ANONYMOUS"] = "true", ["HOWDAH_LOG_LEVEL"] = "Error",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        await GatewayFixture.UntilAsync(
            async () =>
            {
                Assert.False(process.HasExited, "the gateway has not started");
                try
                {
                    return (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"))).StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the gateway is ready");
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
