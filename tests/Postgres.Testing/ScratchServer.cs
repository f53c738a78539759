using Howdah.Postgres.Connections;
using Npgsql;

namespace Howdah.Postgres.Testing;

/// <summary>
/// A throwaway PostgreSQL in a temporary directory: everybody may log in, on 127.0.0.1 and on a unix socket. It leaves no process and no file behind.
/// </summary>
public sealed class ScratchServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hp").FullName;
    private readonly string _programs;
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal)
    {
        ["listen_addresses"] = "127.0.0.1",
        ["shared_buffers"] = "32MB",
        ["max_connections"] = "40",
        ["fsync"] = "off",
        ["wal_keep_size"] = "0",
    };

    private ScratchServer(string programs) => _programs = programs;

    public int Port { get; } = PostgresPrograms.FreePort();

    /// <summary>unix_socket_directories.</summary>
    public string SocketDirectory => _directory;

    public string DataDirectory => Path.Combine(_directory, "data");

    /// <summary>What the server wrote to its log.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_directory, "log");

    /// <summary>initdb and start. Skips the test when that version is not there.</summary>
    /// <param name="version">Major version.</param>
    /// <param name="settings">Parameters beyond those that keep it small.</param>
    public static async Task<ScratchServer> StartAsync(int version, params (string Name, string Value)[] settings)
    {
        var server = new ScratchServer(PostgresPrograms.Require(version));
        try
        {
            await ServerUser.GiveAsync(server._directory);
            await server.RunAsync("initdb", "-D", server.DataDirectory, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync");
            server.Take(settings);
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A standby of this server by pg_basebackup, streaming through the slot <paramref name="slot"/> (which must exist) when one is named.</summary>
    public async Task<ScratchServer> CloneAsync(string name, string? slot = null, params (string Name, string Value)[] settings)
    {
        var standby = new ScratchServer(_programs);
        try
        {
            await ServerUser.GiveAsync(standby._directory);
            await RunAsync("pg_basebackup", "-D", standby.DataDirectory, "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-c", "fast", "-X", "stream", "--no-sync");
            await RunAsync("touch", Path.Combine(standby.DataDirectory, "standby.signal"));
            standby.Take([("primary_conninfo", $"host=127.0.0.1 port={Port} user=postgres application_name={name}"), ("primary_slot_name", slot ?? ""), .. settings]);
            await standby.StartAsync();
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        var lines = _settings.Append(new("port", $"{Port}")).Append(new("unix_socket_directories", _directory)).Select(static pair => $"{pair.Key} = '{pair.Value}'");
        await File.WriteAllLinesAsync(Path.Combine(DataDirectory, "postgresql.conf"), lines);
        await RunAsync("pg_ctl", "-D", DataDirectory, "-w", "-t", "120", "-l", LogFile, "start");
    }

    /// <param name="mode">fast, smart or immediate.</param>
    public Task StopAsync(string mode = "fast") => RunAsync("pg_ctl", "-D", DataDirectory, "-w", "-m", mode, "stop");

    public LocalServer Local(string role = "postgres", TimeSpan? timeout = null) => new(SocketDirectory, Port, role, timeout ?? TimeSpan.FromSeconds(5));

    public async Task<NpgsqlConnection> OpenAsync(string role = "postgres", string database = "postgres")
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username={role};Database={database};Pooling=false;Timeout=10;Command Timeout=30");
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(DataDirectory, "postmaster.pid")))
        {
            await StopAsync("immediate");
        }

        Directory.Delete(_directory, recursive: true);
    }

    private Task<string> RunAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(_programs, tool);
        return ServerUser.RunAsync(ServerUser.Command(File.Exists(path) ? path : tool, arguments));
    }

    private void Take(IEnumerable<(string Name, string Value)> settings)
    {
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }
    }
}
