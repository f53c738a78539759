using System.Diagnostics;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>Workers under load while something is killed again and again, on a server of their own, and a journal that is checked at the end.</summary>
public sealed class FaultTests(ScratchServer server) : IClassFixture<ScratchServer>
{
    private const int Items = 400;
    private static readonly QueueName Queue = new("faults");
    private readonly string[] _keys = [.. Enumerable.Range(0, Items).Select(i => $"item-{i:0000}")];

    [SkippableFact]
    public Task Killing_backends_loses_nothing_and_gives_nothing_out_twice() => RunAsync(KillBackendAsync, 4);

    [SkippableFact]
    public Task Cutting_connections_loses_nothing_and_gives_nothing_out_twice() => RunAsync(
        source => source.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'worker%' and random() < 0.5"), 20);

    [SkippableFact]
    public Task Killing_the_postmaster_loses_nothing_and_gives_nothing_out_twice() => RunAsync(
        async _ =>
        {
            await server.KillPostmasterAsync();
            await server.StartAsync();
        },
        4);

    [SkippableFact]
    public Task Stopping_the_server_at_once_loses_nothing_and_gives_nothing_out_twice() => RunAsync(
        async _ =>
        {
            await server.CrashAsync();
            await server.StartAsync();
        },
        2);

    /// <summary>SIGKILL of one backend: the postmaster ends all others, and the server recovers from its WAL.</summary>
    private static async Task KillBackendAsync(NpgsqlDataSource source)
    {
        var id = 0;
        await Verdict.UntilItWorksAsync(async () => id = await source.ScalarAsync<int>(
            "select coalesce((select pid from pg_stat_activity where application_name like 'worker%' order by random() limit 1), pg_backend_pid())"));
        using var kill = Process.Start("kill", ["-KILL", id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task RunAsync(Func<NpgsqlDataSource, Task> fault, int faults)
    {
        ScratchServer.Require();
        var database = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database, 4));
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update faults.settings set backoff_base = '1 ms', backoff_max = '10 ms'");
        await new QueueClient(source, Queue).PushAsync(_keys.Select(key => new NewItem(key)));

        var journal = new Journal(TimeProvider.System);
        using var crew = new Crew(Queue, journal, worker => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.ConnectionString(database, 1)) { ApplicationName = $"worker {worker}" }.ConnectionString));
        crew.Start(6);
        var done = 0;
        for (; done < faults && !crew.IsDone; done++)
        {
            await crew.UntilGrantedAsync(12);
            await fault(source);
        }

        await crew.EndAsync();
        Assert.Equal(faults, done);
        await Verdict.UntilItWorksAsync(() => Verdict.CheckAsync(source, Queue, journal, _keys));
    }
}
