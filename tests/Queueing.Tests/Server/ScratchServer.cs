using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Howdah.Queueing.Tests.Server;

/// <summary>A PostgreSQL of the test run's own, from the binaries in HOWDAH_PG15_BIN, in a temporary directory.</summary>
public sealed class ScratchServer : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("howdah-queue-").FullName;
    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new(StringComparer.Ordinal);
    private int _databases;
    private bool _isDown = true;

    public static string? Binaries => Environment.GetEnvironmentVariable("HOWDAH_PG15_BIN") is { Length: > 0 } path ? path : null;

    public int Port { get; private set; }

    private string Data => Path.Combine(_directory, "data");

    public static void Require() => Skip.If(Binaries is null, "HOWDAH_PG15_BIN is not set: no PostgreSQL to test with (eng/postgres up 15 prints it).");

    public async Task InitializeAsync()
    {
        if (Binaries is null)
        {
            return;
        }

        Port = FreePort();
        await OwnDirectoryAsync();
        await RunServerToolAsync("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync");
        await StartAsync();
    }

    public async Task StartAsync()
    {
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-t", "120", "-l", Path.Combine(_directory, "log"), "-o",
            $"-p {Port} -k {_directory} -c listen_addresses=127.0.0.1 -c max_connections=300 -c shared_buffers=128MB -c max_prepared_transactions=10", "start");
        _isDown = false;
    }

    /// <summary>Stops the server as a crash would: no checkpoint, nothing written out.</summary>
    public async Task CrashAsync()
    {
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        _isDown = true;
    }

    /// <summary>Kills the postmaster itself by SIGKILL and waits until its children, which nobody tells to end, are gone.</summary>
    public async Task KillPostmasterAsync()
    {
        var processes = new ServerProcesses(Data);
        var postmaster = processes.Postmaster;
        await RunAsync("kill", ["-KILL", postmaster.ToString()]);
        var elapsed = Stopwatch.StartNew();
        while (!ServerProcesses.HasEnded(postmaster) || processes.Any())
        {
            Assert.True(elapsed.Elapsed < TimeSpan.FromSeconds(60), "the server's processes have not ended");
            await Task.Delay(10);
        }

        processes.RemoveLocks(postmaster, Path.Combine(_directory, $".s.PGSQL.{Port}.lock"));
        _isDown = true;
    }

    /// <summary>A standby that streams from this server, on a port of its own. To be disposed of before this server.</summary>
    public async Task<ScratchServer> CreateStandbyAsync()
    {
        var standby = new ScratchServer { Port = FreePort() };
        await standby.OwnDirectoryAsync();
        await RunServerToolAsync("pg_basebackup", "-D", standby.Data, "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-X", "stream", "-c", "fast", "-R", "--no-sync");
        await standby.StartAsync();
        return standby;
    }

    public Task PromoteAsync() => RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-t", "60", "promote");

    public string ConnectionString(string database, int pool = 100) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Database = database,
        MaxPoolSize = pool,
        MaxAutoPrepare = 50,
        AutoPrepareMinUsages = 2,
        Timeout = 5,
        CommandTimeout = 60,
    }.ConnectionString;

    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres", pool: 2));
        await using var command = source.CreateCommand($"create database {name} template {template}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    /// <summary>A copy of a database that is prepared once for each <paramref name="kind"/>.</summary>
    public async Task<string> CreateDatabaseAsync(string kind, Func<NpgsqlDataSource, Task> prepare)
    {
        var template = _templates.GetOrAdd(kind, _ => new Lazy<Task<string>>(async () =>
        {
            var name = await CreateDatabaseAsync();
            await using var source = NpgsqlDataSource.Create(ConnectionString(name));
            await prepare(source);
            return name;
        }));
        return await CreateDatabaseAsync(await template.Value);
    }

    /// <summary>A data source on a new, empty database.</summary>
    public async Task<NpgsqlDataSource> CreateSourceAsync() => Keep(NpgsqlDataSource.Create(ConnectionString(await CreateDatabaseAsync())));

    /// <summary>A data source on a copy of a database that is prepared once for each <paramref name="kind"/>.</summary>
    public async Task<NpgsqlDataSource> CreateSourceAsync(string kind, Func<NpgsqlDataSource, Task> prepare) =>
        Keep(NpgsqlDataSource.Create(ConnectionString(await CreateDatabaseAsync(kind, prepare))));

    private NpgsqlDataSource Keep(NpgsqlDataSource source)
    {
        lock (_sources)
        {
            _sources.Add(source);
        }

        return source;
    }

    public async Task DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync();
        }

        if (!_isDown)
        {
            await CrashAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Below the range from which clients get theirs: while the server is down, a client that connects again and again would else end up there itself.</summary>
    internal static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
            }
        }
    }

    private Task OwnDirectoryAsync() => Environment.IsPrivilegedProcess ? RunAsync("chown", ["65534:65534", _directory]) : Task.CompletedTask;

    /// <summary>The server refuses to run as root: then its tools run as nobody.</summary>
    private static Task RunServerToolAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string file, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        }
    }
}
