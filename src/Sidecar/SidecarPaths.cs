using System.Globalization;
using Howdah.Instances;

namespace Howdah.Sidecar;

/// <summary>Where things are: <see cref="PodLayout"/>, unless the environment says otherwise (outside a pod).</summary>
internal sealed record SidecarPaths
{
    public string Volume { get; init; } = PodLayout.VolumePath;

    public string Run { get; init; } = PodLayout.RunPath;

    public string ServerCertificates { get; init; } = PodLayout.ServerCertificates;

    public string ReplicationCertificates { get; init; } = PodLayout.ReplicationCertificates;

    public string Roles { get; init; } = PodLayout.Roles;

    public int PostgresPort { get; init; } = PodLayout.PostgresPort;

    public int StatusPort { get; init; } = PodLayout.StatusPort;

    public int MetricsPort { get; init; } = PodLayout.MetricsPort;

    /// <summary>Instead of all addresses, so that several instances fit on one machine.</summary>
    public string? ListenAddress { get; init; }

    public string DataDirectory => Path.Combine(Volume, Path.GetFileName(PodLayout.DataDirectory));

    /// <summary>A data directory in the making; renamed when it is complete.</summary>
    public string NewDataDirectory => DataDirectory + ".new";

    /// <summary>A data directory on its way out.</summary>
    public string OldDataDirectory => DataDirectory + ".old";

    /// <summary>Exists while pg_rewind may have changed the data directory and has not succeeded.</summary>
    public string RewindMarker => DataDirectory + ".rewinding";

    /// <summary>Exists from just before a promotion until the PostgresCluster names this instance as the current primary.</summary>
    public string PromotionMarker => DataDirectory + ".promoted";

    public string LockFile => Path.Combine(Volume, Path.GetFileName(PodLayout.LockFile));

    public string SupervisorSocket => Path.Combine(Run, Path.GetFileName(PodLayout.SupervisorSocket));

    public string PostgresSocketDirectory => Path.Combine(Run, Path.GetFileName(PodLayout.PostgresSocketDirectory));

    public static SidecarPaths FromEnvironment(Func<string, string?> variable)
    {
        var standard = new SidecarPaths();
        return new SidecarPaths
        {
            Volume = Text("HOWDAH_VOLUME_PATH", standard.Volume),
            Run = Text("HOWDAH_RUN_PATH", standard.Run),
            ServerCertificates = Text("HOWDAH_SERVER_CERTIFICATES", standard.ServerCertificates),
            ReplicationCertificates = Text("HOWDAH_REPLICATION_CERTIFICATES", standard.ReplicationCertificates),
            Roles = Text("HOWDAH_ROLES", standard.Roles),
            ListenAddress = variable("HOWDAH_LISTEN_ADDRESS") is { Length: > 0 } address ? address : null,
            PostgresPort = Port("HOWDAH_POSTGRES_PORT", standard.PostgresPort),
            StatusPort = Port("HOWDAH_STATUS_PORT", standard.StatusPort),
            MetricsPort = Port("HOWDAH_METRICS_PORT", standard.MetricsPort),
        };

        string Text(string name, string otherwise) => variable(name) is { Length: > 0 } value ? value : otherwise;
        int Port(string name, int otherwise) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : otherwise;
    }
}
