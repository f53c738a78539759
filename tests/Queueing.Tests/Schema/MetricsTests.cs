using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Schema;

[Collection(ServerCollection.Name)]
public sealed class MetricsTests(ScratchServer server)
{
    private static readonly QueueName Queue = new("metered");

    [SkippableFact]
    public async Task An_observer_reads_counts_and_counters()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        await new QueueRoles(source, Queue).GrantAsync("metered observer", QueueRole.Observer);
        var client = new QueueClient(source, Queue);
        await client.PushAsync(Enumerable.Range(0, 20).Select(i => new NewItem($"item {i}")));
        await client.PushAsync([new NewItem("later") { RunAt = new DateTimeOffset(2500, 1, 1, 0, 0, 0, TimeSpan.Zero) }]);
        var taken = await client.AcquireAsync("w", TimeSpan.FromMinutes(1), 10);
        await client.CompleteManyAsync([.. taken.Take(4)]);
        await client.FailAsync(taken[4], "test", TimeSpan.FromHours(1));
        await client.FailAsync(taken[5], "test", permanent: true);
        await client.ReleaseAsync([taken[6]]);

        var expected = "ready 11, scheduled 2, leased 3, expired 0, dead 1, completed 4, created 21, acquired 10, completed 4, failed 1, died 1, released 1";
        var seen = "";
        for (var tries = 0; tries < 500 && seen != expected; tries++)
        {
            seen = await ReadAsync(source, 10_000);
            await Task.Delay(20);
        }

        Assert.Equal(expected, seen);
        Assert.StartsWith("ready 5, scheduled 2, leased 3", await ReadAsync(source, 5), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Whoever_holds_a_snapshot_is_named()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        await using var holder = await source.OpenConnectionAsync();
        await using var begin = new NpgsqlCommand("set application_name = 'a long report'; begin isolation level repeatable read; select 1", holder);
        await begin.ExecuteNonQueryAsync();

        Assert.Equal(
            holder.ProcessID, await source.ScalarAsync<int>("select pid from metered.xmin_holders(100) where kind = 'session' and name = 'a long report'"));
        await using var end = new NpgsqlCommand("rollback; reset application_name", holder);
        await end.ExecuteNonQueryAsync();
    }

    /// <summary>As the observer, who can read no table.</summary>
    private static async Task<string> ReadAsync(NpgsqlDataSource source, int cap)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("set role \"metered observer\"", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"""
            select format('ready %s, scheduled %s, leased %s, expired %s, dead %s, completed %s, created %s, acquired %s, completed %s, failed %s, died %s, released %s',
                ready, scheduled, leased, expired, dead, completed, created_total, acquired_total, completed_total, failed_total, died_total, released_total)
            from metered.metrics({cap})
            """;
        var answer = (string)(await command.ExecuteScalarAsync())!;
        command.CommandText = "reset role";
        await command.ExecuteNonQueryAsync();
        return answer;
    }
}
