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
    private int _databases;

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
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["65534:65534", _directory]);
        }

        await RunServerToolAsync("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync");
        await StartAsync();
    }

    public Task StartAsync() => RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-t", "120", "-l", Path.Combine(_directory, "log"), "-o",
        $"-p {Port} -k {_directory} -c listen_addresses=127.0.0.1 -c max_connections=300 -c shared_buffers=128MB -c max_prepared_transactions=10", "start");

    /// <summary>Stops the server as a crash would: no checkpoint, nothing written out.</summary>
    public Task CrashAsync() => RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");

    /// <summary>Kills the postmaster itself by SIGKILL and waits until its children are gone.</summary>
    public async Task KillPostmasterAsync()
    {
        var id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0]);
        await RunAsync("kill", ["-KILL", id.ToString()]);
        var deadline = Stopwatch.StartNew();
        while (ServerProcesses().Any())
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(60), "the server's processes have not ended");
            await Task.Delay(20);
        }

        // As long as nobody has waited for the dead postmaster, its number looks as if it were running.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>Every process whose working directory is the data directory, which is where the server's processes live.</summary>
    private IEnumerable<int> ServerProcesses() =>
        from directory in Directory.EnumerateDirectories("/proc")
        let name = Path.GetFileName(directory)
        where int.TryParse(name, out _) && Path.Exists(directory) && WorkingDirectory(directory) == Data
        select int.Parse(name);

    private static string? WorkingDirectory(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

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

    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres", pool: 2));
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    /// <summary>A data source on a new, empty database.</summary>
    public async Task<NpgsqlDataSource> CreateSourceAsync()
    {
        var source = NpgsqlDataSource.Create(ConnectionString(await CreateDatabaseAsync()));
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

        if (Port != 0)
        {
            await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Below the range from which clients get theirs: while the server is down, a client that connects again and again would else end up there itself.</summary>
    private static int FreePort()
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
