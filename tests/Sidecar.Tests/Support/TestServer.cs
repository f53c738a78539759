using Howdah.HighAvailability.Instance;
using Howdah.Sidecar.Wire;
using Npgsql;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>Orders and SQL for a supervised server, without an agent.</summary>
internal static class TestServer
{
    public static readonly InitdbOptions Initdb = new("UTF8", "C.UTF-8", DataChecksums: true, WalSegmentSize: null);

    public static ServerFiles Files(SidecarPaths paths, string extra = "", string hash = "h1") => new(
        $"""
        listen_addresses = '127.0.0.1'
        port = {paths.PostgresPort}
        unix_socket_directories = '{paths.PostgresSocketDirectory}'
        shared_buffers = '16MB'
        max_connections = 30
        wal_level = replica
        hot_standby = on
        wal_log_hints = on
        wal_keep_size = '64MB'
        restart_after_crash = off
        fsync = off
        {extra}

        """,
        "local all all trust\nhost all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n",
        hash);

    public static SupervisorOrder Order(SupervisorProcess supervisor, ServerGoal goal, string revision, string extra = "") => new()
    {
        Goal = goal,
        Reason = "Test",
        Revision = revision,
        Files = Files(supervisor.Paths, extra),
        Initdb = goal == ServerGoal.Initialize ? Initdb : null,
        StopTimeoutMilliseconds = 10_000,
    };

    /// <summary>initdb and start, with a permit that lasts.</summary>
    public static async Task BecomesPrimaryAsync(this SupervisorProcess supervisor, string extra = "")
    {
        await supervisor.GrantAsync(TimeSpan.FromSeconds(200));
        await supervisor.OrderAsync(Order(supervisor, ServerGoal.Initialize, "init"));
        await supervisor.BecomesAsync(static answer => answer.FinishedRevision == "init", 60);
        await supervisor.RunsPrimaryAsync("run", extra);
    }

    public static async Task RunsPrimaryAsync(this SupervisorProcess supervisor, string revision, string extra = "")
    {
        await supervisor.OrderAsync(Order(supervisor, ServerGoal.RunPrimary, revision, extra));
        await supervisor.BecomesAsync(static answer => answer.Report is { Server: ServerState.Running, HasStandbySignal: false });
    }

    public static NpgsqlConnection Connection(SidecarPaths paths) =>
        new($"Host=127.0.0.1;Port={paths.PostgresPort};Username=postgres;Database=postgres;Pooling=false;Timeout=5;Command Timeout=5");

    public static async Task<T> QueryAsync<T>(SidecarPaths paths, string sql)
    {
        await using var connection = Connection(paths);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(SidecarPaths paths, string sql)
    {
        await using var connection = Connection(paths);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
