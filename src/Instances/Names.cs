using System.Globalization;

namespace Howdah.Instances;

/// <summary>Names of everything that belongs to a cluster, derived from the cluster's name alone.</summary>
public static class Names
{
    public static string Instance(string cluster, int serial) => string.Create(CultureInfo.InvariantCulture, $"{cluster}-{serial}");

    /// <summary>The serial number of an instance of this cluster, or null for another's.</summary>
    public static int? Serial(string cluster, string instance) =>
        instance.Length > cluster.Length + 1 && instance.StartsWith(cluster, StringComparison.Ordinal) && instance[cluster.Length] == '-'
            && int.TryParse(instance.AsSpan(cluster.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var serial)
            ? serial
            : null;

    /// <summary>An instance's StatefulSet has one replica: its pod is number 0.</summary>
    public static string Pod(string instance) => instance + "-0";

    public static string DataVolumeClaim(string instance) => "data-" + Pod(instance);

    /// <summary>The headless Service that gives pods their names, ready or not.</summary>
    public static string InstancesService(string cluster) => cluster + "-instances";

    public static string ReadWriteService(string cluster) => cluster + "-rw";

    public static string ReadOnlyService(string cluster) => cluster + "-ro";

    public static string ReadService(string cluster) => cluster + "-r";

    /// <summary>A pod's stable DNS name.</summary>
    public static string HostName(string cluster, string instance, string ns) => $"{Pod(instance)}.{InstancesService(cluster)}.{ns}.svc";

    public static string PrimaryLease(string cluster) => cluster + "-primary";

    /// <summary>ca.crt and ca.key; only the operator reads it.</summary>
    public static string CertificateAuthoritySecret(string cluster) => cluster + "-ca";

    /// <summary>ca.crt, tls.crt, tls.key of the servers: PostgreSQL's and the agent's.</summary>
    public static string ServerSecret(string cluster) => cluster + "-server";

    /// <summary>ca.crt, tls.crt, tls.key for the role howdah_replication.</summary>
    public static string ReplicationSecret(string cluster) => cluster + "-replication";

    /// <summary>ca.crt, tls.crt, tls.key by which agents know the operator.</summary>
    public static string OperatorSecret(string cluster) => cluster + "-operator";

    /// <summary>SCRAM verifiers by role name; mounted into the sidecar.</summary>
    public static string RolesSecret(string cluster) => cluster + "-roles";

    /// <summary>The application's credentials when the user gave none.</summary>
    public static string ApplicationSecret(string cluster) => cluster + "-app";

    /// <summary>ServiceAccount, Role and RoleBinding of the pods.</summary>
    public static string AgentAccount(string cluster) => cluster + "-agent";

    public static string PodDisruptionBudget(string cluster) => cluster;

    /// <summary>The replication slot of a standby: slot names know no hyphen.</summary>
    public static string Slot(string instance) => "howdah_" + instance.Replace('-', '_').Replace('.', '_');

    public const string SlotPrefix = "howdah_";
}
