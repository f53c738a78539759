using Howdah.Postgres.Administration;
using Howdah.Postgres.Authentication;
using Howdah.Postgres.Testing;
using Npgsql;

namespace Howdah.Postgres.Tests.Server;

/// <summary>Against servers from HOWDAH_PG15_BIN and HOWDAH_PG17_BIN.</summary>
public sealed class AdministrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_slot_is_created_once_keeps_WAL_from_then_on_and_is_dropped_once(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();

        Assert.True(await Slots.CreateAsync(connection, "howdah_db_2", None));
        Assert.False(await Slots.CreateAsync(connection, "howdah_db_2", None));
        await server.ExecuteAsync("select pg_create_physical_replication_slot('theirs')");

        var slot = Assert.Single(await Slots.ListAsync(connection, "howdah_", None));
        Assert.Equal(("howdah_db_2", false, "reserved"), (slot.Name, slot.Active, slot.WalStatus));
        Assert.NotNull(slot.RestartLsn);

        Assert.True(await Slots.DropAsync(connection, "howdah_db_2", None));
        Assert.False(await Slots.DropAsync(connection, "howdah_db_2", None));
        Assert.Empty(await Slots.ListAsync(connection, "howdah_", None));
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_slot_in_use_is_kept(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();
        await Slots.CreateAsync(connection, "howdah_db_2", None);
        await using var standby = await server.CloneAsync("db-2", "howdah_db_2");
        await Eventually.BecomesAsync(() => Slots.ListAsync(connection, "howdah_", None), static slots => slots[0].Active);

        Assert.False(await Slots.DropAsync(connection, "howdah_db_2", None));

        await standby.StopAsync("immediate");
        await Eventually.BecomesAsync(() => Slots.DropAsync(connection, "howdah_db_2", None), static dropped => dropped);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_standby_s_copy_of_a_slot_moves_forward_and_never_back(int version)
    {
        await using var primary = await ScratchServer.StartAsync(version);
        await using var standby = await primary.CloneAsync("db-2");
        await using var connection = await standby.OpenAsync();
        await Slots.CreateAsync(connection, "howdah_db_3", None);
        var start = (await Slots.ListAsync(connection, "howdah_", None))[0].RestartLsn!.Value;
        await primary.ExecuteAsync("create table t as select generate_series(1, 50000)");
        var end = await Eventually.BecomesAsync(async () => Lsn.Parse(await standby.QueryAsync<string>("select pg_last_wal_replay_lsn()::text")), lsn => lsn.Value > start.Value + 1_000_000);

        Assert.True(await Slots.AdvanceAsync(connection, "howdah_db_3", end, None));
        Assert.False(await Slots.AdvanceAsync(connection, "howdah_db_3", start, None));
        Assert.Equal(end, (await Slots.ListAsync(connection, "howdah_", None))[0].RestartLsn);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task Roles_are_made_once_and_repaired_when_somebody_has_changed_them(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();
        var app = new ApplicationRole("app", Scram.Verifier("secret"));

        Assert.True(await ReconcileAsync(connection, app) > 0);
        Assert.Equal(0, await ReconcileAsync(connection, app));

        await server.ExecuteAsync("alter role howdah_monitor superuser");
        await server.ExecuteAsync("revoke pg_monitor from howdah_monitor");
        Assert.Equal(2, await ReconcileAsync(connection, app));
        Assert.False(await server.QueryAsync<bool>("select rolsuper from pg_roles where rolname = 'howdah_monitor'"));
        Assert.Equal(1, await ReconcileAsync(connection, app with { Verifier = Scram.Verifier("another") }));
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task The_monitoring_role_has_pg_monitor_and_nothing_else(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();
        await ReconcileAsync(connection, new ApplicationRole("app", Scram.Verifier("secret")));
        await server.ExecuteAsync("create table private (n int)");

        Assert.Equal("pg_monitor", await server.QueryAsync<string>("select string_agg(roleid::regrole::text, ',') from pg_auth_members where member = 'howdah_monitor'::regrole"));
        Assert.Equal("f f f f f", await server.QueryAsync<string>(
            "select concat_ws(' ', left(rolsuper::text, 1), left(rolcreatedb::text, 1), left(rolcreaterole::text, 1), left(rolreplication::text, 1), left(rolbypassrls::text, 1)) from pg_roles where rolname = 'howdah_monitor'"));
        await using var monitor = await server.OpenAsync("howdah_monitor");
        foreach (var forbidden in new[] { "select * from public.private", "create table public.mine (n int)", "select pg_read_file('postgresql.conf')", "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'", "select * from pg_authid" })
        {
            await using var command = new NpgsqlCommand(forbidden, monitor);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await using var local = server.Local("howdah_monitor");
        var metrics = await Metrics.MetricsProbe.RunAsync(local, TimeProvider.System, None);
        Assert.True(metrics.Value is { InRecovery: false, Databases.Count: > 0 }, metrics.Error);
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task The_replication_role_may_stream_and_read_what_pg_rewind_reads_and_no_tables(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();
        await ReconcileAsync(connection, new ApplicationRole("app", Scram.Verifier("secret")));
        await server.ExecuteAsync("create table private (n int)");

        await using var replication = await server.OpenAsync("howdah_replication");
        await using var reading = new NpgsqlCommand("select length(pg_read_binary_file('PG_VERSION'))", replication);
        Assert.True(await reading.ExecuteScalarAsync() is > 0);
        await using var forbidden = new NpgsqlCommand("select * from public.private", replication);
        await Assert.ThrowsAsync<PostgresException>(() => forbidden.ExecuteNonQueryAsync());
    }

    [SkippableTheory]
    [InlineData(15)]
    [InlineData(17)]
    public async Task A_database_is_made_once_for_its_owner_and_a_strange_name_is_quoted(int version)
    {
        await using var server = await ScratchServer.StartAsync(version);
        await using var connection = await server.OpenAsync();
        await server.ExecuteAsync("create role app login");

        Assert.True(await Databases.EnsureAsync(connection, "shop \"one\"", "app", "UTF8", None));
        Assert.False(await Databases.EnsureAsync(connection, "shop \"one\"", "app", "UTF8", None));
        Assert.Equal("app UTF8", await server.QueryAsync<string>("select datdba::regrole || ' ' || pg_encoding_to_char(encoding) from pg_database where datname = 'shop \"one\"'"));
        await Assert.ThrowsAsync<ArgumentException>(() => Databases.EnsureAsync(connection, "x", "app", "UTF8'; drop", None));
    }

    private static Task<int> ReconcileAsync(NpgsqlConnection connection, ApplicationRole app) => Roles.ReconcileAsync(connection, "howdah_replication", "howdah_monitor", [app], None);
}
