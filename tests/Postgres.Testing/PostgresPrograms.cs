using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Howdah.Postgres.Testing;

/// <summary>A PostgreSQL to test with: <c>HOWDAH_PG15_BIN</c> and <c>HOWDAH_PG17_BIN</c> name directories of programs.</summary>
public static class PostgresPrograms
{
    /// <summary>Null when that version is not there.</summary>
    public static string? Find(int version) => Environment.GetEnvironmentVariable(Variable(version)) is { Length: > 0 } directory ? directory : null;

    /// <summary>Skips the test, and says so, when that version is not there.</summary>
    public static string Require(int version)
    {
        var directory = Find(version);
        Skip.If(directory is null, $"{Variable(version)} is not set: export {Variable(version)}=$(eng/postgres bin {version})");
        return File.Exists(Path.Combine(directory, "postgres")) ? directory : throw new FileNotFoundException($"{Variable(version)}: there is no postgres in {directory}");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Variable(int version) => $"HOWDAH_PG{version}_BIN";
}
