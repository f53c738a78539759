namespace Howdah.Instances;

/// <summary>Containers, ports and paths of an instance's pod: the operator writes them, the sidecar relies on them.</summary>
public static class PodLayout
{
    public const string PostgresContainer = "postgres";
    public const string SidecarContainer = "sidecar";
    public const string InstallContainer = "install";

    public const int PostgresPort = 5432;

    /// <summary>HTTPS: /status, /livez, /readyz, /startupz. Everything but the probes asks for the operator's certificate.</summary>
    public const int StatusPort = 8443;

    /// <summary>HTTP: /metrics.</summary>
    public const int MetricsPort = 9187;

    /// <summary>Where the persistent volume is mounted; the data directory is below it, because a mount point cannot be 0700 everywhere.</summary>
    public const string VolumePath = "/var/lib/howdah";
    public const string DataDirectory = VolumePath + "/pgdata";

    /// <summary>Locked (flock) by the supervisor and every process of PostgreSQL it starts.</summary>
    public const string LockFile = VolumePath + "/lock";

    /// <summary>emptyDir shared by both containers.</summary>
    public const string RunPath = "/run/howdah";
    public const string SupervisorSocket = RunPath + "/supervisor.sock";

    /// <summary>unix_socket_directories.</summary>
    public const string PostgresSocketDirectory = RunPath + "/postgresql";

    /// <summary>emptyDir into which the init container copies the sidecar.</summary>
    public const string BinPath = "/opt/howdah-sidecar";
    public const string SidecarFile = BinPath + "/howdah-sidecar";

    /// <summary>The sidecar in the howdah image.</summary>
    public const string SidecarInImage = "/opt/howdah/howdah-sidecar";

    public const string ServerCertificates = "/etc/howdah/server";
    public const string ReplicationCertificates = "/etc/howdah/replication";
    public const string Roles = "/etc/howdah/roles";

    public const string ReplicationRole = "howdah_replication";
    public const string MonitorRole = "howdah_monitor";

    /// <summary>By which the operator makes schemas and roles in the application's database.</summary>
    public const string OperatorRole = "howdah_operator";

    /// <summary>Common name of the certificate by which agents and servers know the operator.</summary>
    public const string OperatorCommonName = "howdah-operator";

    public const string ClusterVariable = "HOWDAH_CLUSTER";
    public const string InstanceVariable = "HOWDAH_INSTANCE";
    public const string NamespaceVariable = "POD_NAMESPACE";
    public const string PodNameVariable = "POD_NAME";
    public const string PodUidVariable = "POD_UID";
    public const string PodAddressVariable = "POD_IP";
    public const string NodeVariable = "NODE_NAME";
}
