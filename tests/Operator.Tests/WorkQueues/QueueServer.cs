using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Certificates;
using Howdah.Postgres.Configuration;
using Npgsql;

namespace Howdah.Operator.Tests.WorkQueues;

[CollectionDefinition(Name)]
public sealed class QueueServerCollection : ICollectionFixture<QueueServer>
{
    public const string Name = "queue server";
}

/// <summary>
/// A PostgreSQL of the test run's own, from the binaries in HOWDAH_PG17_BIN, in a temporary directory, with the access rules that a PostgresCluster has: passwords for
/// applications, a certificate for the operator. The superuser may come in as it likes.
/// </summary>
public sealed class QueueServer : IAsyncLifetime
{
    public const string AdminRole = "admin";
    public const string AdminPassword = "let me in/please";

    private readonly string _directory = Directory.CreateTempSubdirectory("howdah-kind-").FullName;
    private int _databases;

    public static string? Binaries => Environment.GetEnvironmentVariable("HOWDAH_PG17_BIN") is { Length: > 0 } path ? path : null;

    public int Port { get; private set; }

    internal Authority Authority { get; } = Authority.Issue("db", "shop", DateTimeOffset.UtcNow);

    private string Data => Path.Combine(_directory, "data");

    public static void Require() => Skip.If(Binaries is null, "HOWDAH_PG17_BIN is not set: no PostgreSQL to test with (eng/postgres bin 17 prints it).");

    public async Task InitializeAsync()
    {
        if (Binaries is null)
        {
            return;
        }

        Port = FreePort();
        await WriteAsync("ca.crt", Authority.TrustPem);
        var server = Certificate(CertificateKind.Server);
        await WriteAsync("tls.crt", server.CertificatePem);
        await WriteAsync("tls.key", server.KeyPem);
        await WriteAsync("hba", "host all postgres 127.0.0.1/32 trust\n" + HbaRules.Render(null, PodLayout.ReplicationRole, PodLayout.MonitorRole, PodLayout.OperatorRole)
            + "hostnossl all all all scram-sha-256\n");
        await WriteAsync("ident", HbaRules.RenderIdentMap("postgres", PodLayout.MonitorRole, PodLayout.OperatorCommonName, PodLayout.OperatorRole));
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["-R", "65534:65534", _directory]);
        }

        await RunServerToolAsync("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync");
        await StartAsync();
        await SqlAsync("postgres", $"create role {AdminRole} login createrole password '{AdminPassword}'");
    }

    /// <summary>What a failover is to a queue: the server is on a new timeline.</summary>
    public async Task PromoteAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");
        await WriteAsync("data/standby.signal", "");
        await StartAsync();
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "promote");
    }

    public async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");
    }

    public Task StartAsync() => RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-t", "120", "-l", Path.Combine(_directory, "log"), "-o",
        $"-p {Port} -k {_directory} -c listen_addresses=127.0.0.1 -c max_connections=60 -c max_prepared_transactions=5 -c hba_file={_directory}/hba -c ident_file={_directory}/ident "
        + $"-c ssl=on -c ssl_ca_file={_directory}/ca.crt -c ssl_cert_file={_directory}/tls.crt -c ssl_key_file={_directory}/tls.key", "start");

    /// <summary>A new database in which the role may do what a WorkQueue needs.</summary>
    public async Task<string> CreateDatabaseAsync(string role = AdminRole)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await SqlAsync("postgres", $"create database {name}");
        await SqlAsync("postgres", $"grant create, connect on database {name} to {role} with grant option");
        return name;
    }

    public string AdminUri(string database) => $"postgresql://{AdminRole}:{Uri.EscapeDataString(AdminPassword)}@127.0.0.1:{Port}/{database}?sslmode=disable";

    /// <summary>As superuser; the first column of the first row as text.</summary>
    public async Task<string?> SqlAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Pooling=false;SSL Mode=Disable;Timeout=30");
        await using var command = source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    internal KeyPair Certificate(CertificateKind kind) => CertificateFactory.Leaf(
        CertificateRequestSpec.All("db", "shop").Single(wanted => wanted.Kind == kind), Authority.Active, TimeSpan.FromDays(1), DateTimeOffset.UtcNow);

    public async Task DisposeAsync()
    {
        if (Port != 0)
        {
            await RunServerToolAsync("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        await File.WriteAllTextAsync(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["65534:65534", path]);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server refuses to run as root: then its tools run as nobody.</summary>
    private static Task RunServerToolAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    /// <summary>Output is not read: the server inherits it and would keep a pipe open.</summary>
    private static async Task RunAsync(string file, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", file, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}");
    }
}
