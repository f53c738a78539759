using Howdah.Postgres.Connections;
using Howdah.Postgres.Probes;
using Howdah.Postgres.Testing;

namespace Howdah.Postgres.Tests.Server;

/// <summary>Against servers from HOWDAH_PG15_BIN and HOWDAH_PG17_BIN.</summary>
public sealed class ProbeTests
{
    private static readonly Dictionary<string, string> OneSlot = new() { ["howdah_db_2"] = "db-2" };

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_primary_says_what_it_is(int version)
    {
        await using var server = await ScratchServer.StartAsync(version, ("max_connections", "33"), ("synchronous_standby_names", ""));
        await using var local = server.Local();

        var snapshot = await ReadAsync(local);

        Assert.False(snapshot.InRecovery);
        Assert.Equal((1, 1), (snapshot.Timeline, snapshot.CheckpointTimeline));
        Assert.Equal(33, snapshot.HotStandbyParameters["max_connections"]);
        Assert.StartsWith($"{version}.", snapshot.Version, StringComparison.Ordinal);
        Assert.Equal(await server.QueryAsync<string>("select system_identifier::text from pg_control_system()"), snapshot.SystemIdentifier);
        Assert.Empty(snapshot.PendingRestart);
        Assert.Equal(snapshot.FlushedLsn, snapshot.ReplayedLsn);
        await server.ExecuteAsync("create table t as select generate_series(1, 1000)");
        Assert.True((await ReadAsync(local)).FlushedLsn > snapshot.FlushedLsn);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_standby_streams_then_says_that_it_does_not(int version)
    {
        await using var primary = await ScratchServer.StartAsync(version);
        await using var standby = await primary.CloneAsync("db-2");
        await using var local = standby.Local();

        var streaming = await Eventually.BecomesAsync(() => ReadAsync(local), static snapshot => snapshot is { Streaming: true, LocalWalReplayed: true });
        Assert.True(streaming is { InRecovery: true, WalReceiverActive: true, Timeline: 1 });
        Assert.Contains("application_name=db-2", streaming.PrimaryConnInfo, StringComparison.Ordinal);

        await primary.StopAsync("immediate");

        var alone = await Eventually.BecomesAsync(() => ReadAsync(local), static snapshot => !snapshot.Streaming);
        Assert.True(alone.InRecovery);
        Assert.True(alone.FlushedLsn >= streaming.FlushedLsn);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_promoted_standby_is_on_the_next_timeline_although_the_control_file_is_behind(int version)
    {
        await using var primary = await ScratchServer.StartAsync(version);
        await using var standby = await primary.CloneAsync("db-2");
        await using var local = standby.Local();
        await Eventually.BecomesAsync(() => ReadAsync(local), static snapshot => snapshot.Streaming);

        await standby.ExecuteAsync("select pg_promote()");

        var snapshot = await ReadAsync(local);
        Assert.True(snapshot is { InRecovery: false, Timeline: 2 });
        Assert.InRange(snapshot.CheckpointTimeline, 1, 2);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_changed_parameter_that_needs_a_restart_is_named(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var local = server.Local();
        await server.ExecuteAsync("alter system set max_wal_senders = 3");
        await server.ExecuteAsync("select pg_reload_conf()");

        await Eventually.BecomesAsync(() => ReadAsync(local), static snapshot => snapshot.PendingRestart.SequenceEqual(["max_wal_senders"]));
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_server_that_is_not_there_cannot_be_connected_to_and_one_that_hangs_fails_the_query(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var impatient = server.Local(timeout: TimeSpan.FromSeconds(1));
        var hanging = await Probe.RunAsync(impatient, static async (connection, token) =>
        {
            await using var command = new Npgsql.NpgsqlCommand("select pg_sleep(20)", connection);
            await command.ExecuteNonQueryAsync(token);
            return "slept";
        }, TimeProvider.System, CancellationToken.None);
        Assert.Equal(ProbeFailure.QueryFailed, hanging.Failure);

        await server.StopAsync("immediate");

        await using var local = server.Local();
        var gone = await ServerProbe.RunAsync(local, TimeProvider.System, CancellationToken.None);
        Assert.Equal((null, ProbeFailure.CannotConnect), (gone.Value, gone.Failure));
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_probe_of_a_restarted_server_does_not_stumble_over_its_old_connection(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var local = server.Local();
        var before = await ReadAsync(local);

        await server.StopAsync("immediate");
        await server.StartAsync();

        Assert.True((await ReadAsync(local)).StartedAt > before.StartedAt);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_server_without_a_free_connection_cannot_be_connected_to(int version)
    {
        await using var server = await ScratchServer.StartAsync(version, ("max_connections", "3"), ("superuser_reserved_connections", "0"), ("max_wal_senders", "0"), ("wal_level", "minimal"));
        var connections = new List<Npgsql.NpgsqlConnection>();
        for (var index = 0; index < 3; index++)
        {
            connections.Add(await server.OpenAsync());
        }

        await using var local = server.Local();
        var result = await ServerProbe.RunAsync(local, TimeProvider.System, CancellationToken.None);
        Assert.Equal((ProbeFailure.CannotConnect, "53300"), (result.Failure, result.SqlState));
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task The_primary_measures_how_far_a_paused_standby_lags_and_that_it_has_closed_up(int version)
    {
        await using var primary = await ScratchServer.StartAsync(version);
        await primary.ExecuteAsync("select pg_create_physical_replication_slot('howdah_db_2', true)");
        await primary.ExecuteAsync("create table t (n int)");
        await using var standby = await primary.CloneAsync("db-2", "howdah_db_2");
        await using var local = primary.Local();
        var level = await Eventually.BecomesAsync(() => StandbyAsync(local), static row => row is { State: "streaming", LagBytes: 0 });
        Assert.Equal(("db-2", "howdah_db_2", "reserved"), (level!.Name, level.Slot, level.SlotWalStatus));
        Assert.InRange(level.ReplyAge!.Value, 0, 60);

        await standby.ExecuteAsync("select pg_wal_replay_pause()");
        var written = await primary.QueryAsync<decimal>("select pg_current_wal_lsn() - '0/0'::pg_lsn");
        await primary.ExecuteAsync("insert into t select generate_series(1, 20000)");
        written = await primary.QueryAsync<decimal>("select pg_current_wal_lsn() - '0/0'::pg_lsn") - written;

        var paused = await Eventually.BecomesAsync(() => StandbyAsync(local), row => row!.LagBytes >= written && row.FlushedLsn!.Value.Value - row.ReplayedLsn!.Value.Value >= (ulong)written);
        Assert.Equal("streaming", paused!.State);
        Assert.InRange(paused.LagBytes!.Value, (long)written, (long)written + (1 << 20));

        await standby.ExecuteAsync("select pg_wal_replay_resume()");
        var resumed = await Eventually.BecomesAsync(() => StandbyAsync(local), static row => row is { LagBytes: 0 });
        Assert.True(resumed!.ReplayLag is null or (>= 0 and < 60));
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_slot_whose_WAL_is_gone_is_told_apart_from_a_standby_that_is_only_away(int version)
    {
        await using var primary = await ScratchServer.StartAsync(version, ("max_wal_size", "32MB"), ("min_wal_size", "32MB"));
        await primary.ExecuteAsync("select pg_create_physical_replication_slot('howdah_db_2', true)");
        await using var standby = await primary.CloneAsync("db-2", "howdah_db_2");
        await using var local = primary.Local();
        await Eventually.BecomesAsync(() => StandbyAsync(local), static row => row is { State: "streaming" });

        await primary.ExecuteAsync("alter system set max_slot_wal_keep_size = '1MB'");
        await primary.ExecuteAsync("select pg_reload_conf()");

        await standby.StopAsync("immediate");
        var away = await Eventually.BecomesAsync(() => StandbyAsync(local), static row => row is { State: null });
        Assert.Equal(("db-2", "reserved"), (away!.Name, away.SlotWalStatus));

        await primary.ExecuteAsync("create table filler (t text)");
        for (var round = 0; round < 5; round++)
        {
            await primary.ExecuteAsync("insert into filler select repeat('x', 900) from generate_series(1, 20000); select pg_switch_wal()");
            await primary.ExecuteAsync("checkpoint");
        }

        await Eventually.BecomesAsync(() => StandbyAsync(local), static row => row is { State: null, SlotWalStatus: "lost" });
        await standby.StartAsync();
        await using var behind = standby.Local();
        await Eventually.BecomesAsync(() => ReadAsync(behind), static snapshot => snapshot is { InRecovery: true, Streaming: false });
        Assert.Equal("lost", (await StandbyAsync(local))!.SlotWalStatus);
    }

    [SkippableFact]
    public async Task Other_people_s_standbys_and_slots_are_left_out()
    {
        await using var primary = await ScratchServer.StartAsync(17);
        await primary.ExecuteAsync("select pg_create_physical_replication_slot('theirs', true)");
        await using var standby = await primary.CloneAsync("their-standby", "theirs");
        await using var local = primary.Local();
        await Eventually.BecomesAsync(() => primary.QueryAsync<long>("select count(*) from pg_stat_replication"), static count => count == 1);

        Assert.Null(await StandbyAsync(local));
    }

    private static async Task<ServerSnapshot> ReadAsync(LocalServer server)
    {
        var result = await ServerProbe.RunAsync(server, TimeProvider.System, CancellationToken.None);
        return result.Value ?? throw new InvalidOperationException($"{result.Failure}: {result.Error}");
    }

    private static async Task<StandbySnapshot?> StandbyAsync(LocalServer server)
    {
        var result = await StandbyProbe.RunAsync(server, OneSlot, TimeProvider.System, CancellationToken.None);
        return (result.Value ?? throw new InvalidOperationException($"{result.Failure}: {result.Error}")).SingleOrDefault();
    }
}
