using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>The primary dies and its standby is promoted, and then the epoch is bumped, as the operator does it.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly QueueName Queue = new("failover");
    private readonly ScratchServer _primary = new();
    private ScratchServer? _standby;

    public Task InitializeAsync() => _primary.InitializeAsync();

    public async Task DisposeAsync()
    {
        if (_standby is not null)
        {
            await _standby.DisposeAsync();
        }

        await _primary.DisposeAsync();
    }

    [SkippableFact]
    public async Task With_synchronous_replication_a_failover_under_load_loses_nothing()
    {
        var (database, source) = await SetUpAsync();
        await using var _ = source;
        string[] keys = [.. Enumerable.Range(0, 400).Select(i => $"item-{i:0000}")];
        await new QueueClient(source, Queue).PushAsync(keys.Select(key => new NewItem(key)));
        await source.ExecuteAsync("alter system set synchronous_standby_names = '*'");
        await source.ExecuteAsync("select pg_reload_conf()");
        await UntilAsync(source, "select exists (select 1 from pg_stat_replication where sync_state = 'sync')", "the standby is synchronous");

        var journal = new Journal(TimeProvider.System);
        using var crew = new Crew(Queue, journal, worker => ConnectToEither(database, $"worker {worker}"));
        crew.Start(6);
        await crew.UntilGrantedAsync(100);
        await _primary.KillPostmasterAsync();
        Assert.False(crew.IsDone);
        journal.EpochBegins(2L << 44);
        await _standby!.PromoteAsync();
        await using var successor = NpgsqlDataSource.Create(_standby.ConnectionString(database, 2));

        await crew.EndAsync();
        Assert.Equal(2, await successor.ScalarAsync<int>("select epoch from failover.settings"));
        await Verdict.CheckAsync(successor, Queue, journal, keys);
    }

    [SkippableFact]
    public async Task Tokens_of_a_primary_whose_last_transactions_were_lost_are_refused_and_not_given_again()
    {
        var (database, source) = await SetUpAsync();
        await using var _ = source;
        var client = new QueueClient(source, Queue);
        await client.PushAsync(Enumerable.Range(0, 80).Select(i => new NewItem($"item-{i}")));
        var arrived = await client.AcquireAsync("before", TimeSpan.FromMinutes(5), 10);
        var end = await source.ScalarAsync<string>("select pg_current_wal_insert_lsn()::text");
        await using var successor = NpgsqlDataSource.Create(_standby!.ConnectionString(database, 2));
        await UntilAsync(successor, $"select pg_last_wal_replay_lsn() >= '{end}'::pg_lsn", "the standby has what was written");
        await successor.ExecuteAsync("alter system set primary_conninfo = ''");
        await successor.ExecuteAsync("select pg_reload_conf()");
        await UntilAsync(successor, "select not exists (select 1 from pg_stat_wal_receiver)", "the standby receives nothing more");

        Assert.Empty(await client.CompleteManyAsync([.. arrived.Take(3)]));
        var lost = await client.AcquireAsync("lost", TimeSpan.FromMinutes(5), 60);
        Assert.Equal(60, lost.Count);
        await _primary.KillPostmasterAsync();
        await _standby.PromoteAsync();

        var after = new QueueClient(successor, Queue);
        LeasedItem[] old = [.. arrived, .. lost];
        var refused = await after.CompleteManyAsync(old);
        Assert.Equal(old.Select(item => item.Id).Order(), refused.Select(refusal => refusal.Id).Order());
        Assert.All(refused, refusal => Assert.True(refusal.Error is WorkQueueError.StaleToken or WorkQueueError.NotOwner, $"{refusal}"));
        Assert.Empty(await after.RenewAsync(old, TimeSpan.FromMinutes(5)));
        Assert.Empty(await after.ReleaseAsync(old));

        var taken = await after.AcquireAsync("after", TimeSpan.FromMinutes(5), 100);
        Assert.Equal(80, taken.Count);
        Assert.True(taken.Min(item => item.Token) > old.Max(item => item.Token));
        Assert.Equal(old.Length, (await after.CompleteManyAsync(old)).Count);
        Assert.Empty(await after.CompleteManyAsync(taken));
        Assert.Equal(2, await successor.ScalarAsync<int>("select epoch from failover.settings"));
        Assert.Equal(80L, await successor.ScalarAsync<long>("select count(distinct id) from failover.history where event = 'C'"));
    }

    private async Task<(string Database, NpgsqlDataSource Source)> SetUpAsync()
    {
        ScratchServer.Require();
        var database = await _primary.CreateDatabaseAsync();
        var source = NpgsqlDataSource.Create(_primary.ConnectionString(database, 4));
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update failover.settings set backoff_base = '1 ms', backoff_max = '10 ms'");
        _standby = await _primary.CreateStandbyAsync();
        await UntilAsync(source, "select exists (select 1 from pg_stat_replication where state = 'streaming')", "the standby streams");
        return (database, source);
    }

    private NpgsqlDataSource ConnectToEither(string database, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(_primary.ConnectionString(database, 1))
        {
            Host = $"127.0.0.1:{_primary.Port},127.0.0.1:{_standby!.Port}",
            HostRecheckSeconds = 0,
            ApplicationName = name,
        };
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    private static async Task UntilAsync(NpgsqlDataSource source, string condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await source.ScalarAsync<bool>(condition))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "not within a minute: " + what);
            await Task.Delay(10);
        }
    }
}
