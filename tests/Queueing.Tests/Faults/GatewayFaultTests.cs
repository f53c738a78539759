using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>The gateway's process is killed by SIGKILL again and again under load, at random moments and while the database is at work for it.</summary>
[Collection(ServerCollection.Name)]
public sealed class GatewayFaultTests(ScratchServer server, ITestOutputHelper output)
{
    private const int Seed = 20_251;
    private const int Workers = 80;
    private const int Kills = 6;
    private static readonly QueueName Queue = new("gated");

    [SkippableFact]
    public async Task A_gateway_that_is_killed_at_any_step_loses_nothing_and_gives_nothing_out_twice()
    {
        ScratchServer.Require();
        var database = await server.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(server.ConnectionString(database, 4));
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update gated.settings set backoff_base = '1 ms', backoff_max = '10 ms'");
        await using var gateway = new GatewayProcess(server.ConnectionString(database));
        await gateway.StartAsync();

        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var journal = new Journal(TimeProvider.System);
        var held = new List<(long Id, long Token)>();
        using var crew = new GatewayCrew(gateway, Queue, journal, Seed);
        crew.Start(Workers);
        for (var kill = 0; kill < Kills; kill++)
        {
            var kind = kill % 3;
            crew.Reserve = kind == 0 ? Workers / 2 : 4 * Workers;
            await crew.UntilGrantedAsync(random.Next(50, 200));
            await (kind switch
            {
                0 => gateway.KillAsync(),
                1 => KillInCallAsync(source, gateway, "ready", "acquire_for"),
                _ => KillInCallAsync(source, gateway, "history", "complete_many"),
            });
            held.AddRange(await HeldAsync(source));
            await gateway.StartAsync();
        }

        await crew.UntilGrantedAsync(Workers);
        await crew.EndAsync();

        List<(long Id, long Token)> lost = [.. held.Where(lease => !journal.HasSeen(lease.Token)).Distinct()];
        output.WriteLine($"{crew.Keys.Count} items, {journal.Grants} leases received, {lost.Count} leases lost, {crew.Unanswered} requests unanswered, {crew.Repeated} completions done already");
        Assert.NotEmpty(lost);
        Assert.True(crew.Repeated > 0, "no answer to a completion was lost");
        var (ids, tokens) = journal.Stale();
        foreach (var (id, token) in ids.Zip(tokens).Concat(lost))
        {
            Assert.Equal("WQ004", await crew.CompleteAsync(id, token));
        }

        await Verdict.CheckAsync(source, Queue, journal, crew.Keys);
    }

    /// <summary>At a moment when the database is at a function for the gateway, held up at a table. It goes on with it afterwards, and nobody hears how it ends.</summary>
    private static async Task KillInCallAsync(NpgsqlDataSource source, GatewayProcess gateway, string table, string function)
    {
        await UntilAsync(source, $"select count(*) >= {Workers} from gated.ready", "there is something to take");
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"lock table gated.{table} in exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        await UntilAsync(
            source,
            $"select exists (select 1 from pg_stat_activity where {OfGateway} and wait_event_type = 'Lock' and query like '%.{function}(%')",
            $"{function} waits for {table}");
        await gateway.KillAsync();
        await transaction.CommitAsync();
    }

    /// <summary>What is leased when all that the gateway had begun has ended.</summary>
    private static async Task<List<(long Id, long Token)>> HeldAsync(NpgsqlDataSource source)
    {
        await UntilAsync(source, $"select not exists (select 1 from pg_stat_activity where {OfGateway})", "the gateway's connections are gone");
        await using var command = source.CreateCommand("select id, token from gated.lease");
        await using var reader = await command.ExecuteReaderAsync();
        var leases = new List<(long Id, long Token)>();
        while (await reader.ReadAsync())
        {
            leases.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return leases;
    }

    private static string OfGateway => $"datname = current_database() and application_name = '{GatewayProcess.ApplicationName}'";

    private static async Task UntilAsync(NpgsqlDataSource source, string condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await source.ScalarAsync<bool>(condition))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "not within a minute: " + what);
            await Task.Delay(2);
        }
    }
}
