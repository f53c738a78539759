using System.Net;
using System.Net.Sockets;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>What a pod would mount: a volume, a run directory, certificates; with a short path, because of unix sockets.</summary>
internal sealed class TestVolume : IDisposable
{
    public TestVolume(string? listen = null, int? port = null)
    {
        Root = Directory.CreateTempSubdirectory("hs").FullName;
        Paths = new SidecarPaths
        {
            Volume = Path.Combine(Root, "v"),
            Run = Path.Combine(Root, "r"),
            ServerCertificates = Path.Combine(Root, "server"),
            ReplicationCertificates = Path.Combine(Root, "replication"),
            Roles = Path.Combine(Root, "roles"),
            ListenAddress = listen,
            PostgresPort = port ?? FreePort(),
            StatusPort = FreePort(),
            MetricsPort = FreePort(),
        };
        foreach (var directory in new[] { Paths.Volume, Paths.Run, Paths.ServerCertificates, Paths.ReplicationCertificates, Paths.Roles })
        {
            Directory.CreateDirectory(directory);
        }

        Shell.GiveToServerUser(Root);
    }

    public string Root { get; }

    public SidecarPaths Paths { get; private init; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["HOWDAH_VOLUME_PATH"] = Paths.Volume,
        ["HOWDAH_RUN_PATH"] = Paths.Run,
        ["HOWDAH_SERVER_CERTIFICATES"] = Paths.ServerCertificates,
        ["HOWDAH_REPLICATION_CERTIFICATES"] = Paths.ReplicationCertificates,
        ["HOWDAH_ROLES"] = Paths.Roles,
        ["HOWDAH_LISTEN_ADDRESS"] = Paths.ListenAddress ?? "",
        ["HOWDAH_POSTGRES_PORT"] = $"{Paths.PostgresPort}",
        ["HOWDAH_STATUS_PORT"] = $"{Paths.StatusPort}",
        ["HOWDAH_METRICS_PORT"] = $"{Paths.MetricsPort}",
    };

    /// <summary>The same volume in another pod: a run directory of its own.</summary>
    public SidecarPaths InAnotherPod()
    {
        var run = Path.Combine(Root, "r2");
        Directory.CreateDirectory(run);
        Shell.GiveToServerUser(run);
        return Paths with { Run = run };
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
