using System.Text.Json.Nodes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>What the user asks for.</summary>
public sealed class PostgresClusterSpec
{
    /// <summary>Instances in all, the primary included. 1 to 9.</summary>
    public int Instances { get; set; } = 1;

    /// <summary>A Debian-based PostgreSQL image: <c>postgres:17</c> or one built alike.</summary>
    public string Image { get; set; } = "";

    public string? ImagePullPolicy { get; set; }

    public List<ImagePullSecret>? ImagePullSecrets { get; set; }

    /// <summary>The user id of <c>postgres</c> inside the image; 999 in the Docker official images.</summary>
    public long PostgresUid { get; set; } = 999;

    public long PostgresGid { get; set; } = 999;

    public StorageSpec Storage { get; set; } = new();

    public BootstrapSpec? Bootstrap { get; set; }

    public PostgresqlSpec? Postgresql { get; set; }

    public ReplicationSpec? Replication { get; set; }

    public FailoverSpec? Failover { get; set; }

    public CertificatesSpec? Certificates { get; set; }

    public MonitoringSpec? Monitoring { get; set; }

    /// <summary>Kubernetes ResourceRequirements of the postgres container.</summary>
    public ResourceRequirements? Resources { get; set; }

    /// <summary>Kubernetes Affinity, passed through. Unset: instances prefer different nodes.</summary>
    public JsonObject? Affinity { get; set; }

    public List<JsonObject>? TopologySpreadConstraints { get; set; }

    public Dictionary<string, string>? NodeSelector { get; set; }

    public List<JsonObject>? Tolerations { get; set; }

    public string? PriorityClassName { get; set; }

    /// <summary>Extra labels and annotations of everything the operator makes for this cluster.</summary>
    public InheritedMetadata? InheritedMetadata { get; set; }

    /// <summary>How long a fast stop of PostgreSQL may take before it is stopped immediate, in seconds. Default 60.</summary>
    public int StopTimeoutSeconds { get; set; } = 60;
}

public sealed class ImagePullSecret
{
    public string Name { get; set; } = "";
}

public sealed class ResourceRequirements
{
    public Dictionary<string, string>? Requests { get; set; }

    public Dictionary<string, string>? Limits { get; set; }
}

public sealed class InheritedMetadata
{
    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }
}

/// <summary>The volume of one instance.</summary>
public sealed class StorageSpec
{
    /// <summary>A quantity, for example <c>20Gi</c>. May grow, never shrink.</summary>
    public string Size { get; set; } = "1Gi";

    /// <summary>Unset: the default StorageClass. Cannot be changed.</summary>
    public string? StorageClass { get; set; }

    /// <summary><c>Retain</c> (default) keeps the volumes when the cluster is deleted; <c>Delete</c> removes them.</summary>
    public string DeletionPolicy { get; set; } = "Retain";
}

/// <summary>How the first instance comes to be.</summary>
public sealed class BootstrapSpec
{
    public InitdbSpec? Initdb { get; set; }
}

public sealed class InitdbSpec
{
    /// <summary>The application's database. Default <c>app</c>.</summary>
    public string Database { get; set; } = "app";

    /// <summary>Its owner. Default: the database's name.</summary>
    public string? Owner { get; set; }

    /// <summary>A Secret (type kubernetes.io/basic-auth) with <c>username</c> and <c>password</c>; unset: generated as <c>NAME-app</c>.</summary>
    public SecretReference? Secret { get; set; }

    public string Encoding { get; set; } = "UTF8";

    /// <summary>Default <c>C.UTF-8</c>, which every image has.</summary>
    public string Locale { get; set; } = "C.UTF-8";

    public bool DataChecksums { get; set; } = true;

    /// <summary>Megabytes, a power of two; unset: PostgreSQL's 16.</summary>
    public int? WalSegmentSize { get; set; }
}

public sealed class SecretReference
{
    public string Name { get; set; } = "";
}

public sealed class PostgresqlSpec
{
    /// <summary>Settings of postgresql.conf. Those that the operator owns are refused by name.</summary>
    public Dictionary<string, string>? Parameters { get; set; }

    /// <summary>Lines of pg_hba.conf, tried before the default rule (<c>hostssl all all all scram-sha-256</c>).</summary>
    public List<string>? PgHba { get; set; }
}

public sealed class ReplicationSpec
{
    public SynchronousSpec? Synchronous { get; set; }
}

/// <summary>A commit is acknowledged when this many standbys have flushed it.</summary>
public sealed class SynchronousSpec
{
    /// <summary><c>Quorum</c>: any of the standbys (ANY n).</summary>
    public string Method { get; set; } = "Quorum";

    /// <summary>Standbys that must acknowledge; at most instances - 1.</summary>
    public int Number { get; set; } = 1;
}

public sealed class FailoverSpec
{
    /// <summary>
    /// The primary's lease, in seconds: an unreachable primary stops itself before it ends, and is replaced after it ends. Default 10, 6 to 120.
    /// </summary>
    public int LeaseDurationSeconds { get; set; } = 10;

    /// <summary>A crashed primary is restarted in place for this long, in seconds, before a standby takes over. Default 30.</summary>
    public int PrimaryRestartTimeoutSeconds { get; set; } = 30;
}

public sealed class CertificatesSpec
{
    /// <summary>Life of leaf certificates in hours. Default 2160 (90 days).</summary>
    public int DurationHours { get; set; } = 2160;

    /// <summary>Renewed this many hours before the end. Default 168 (7 days).</summary>
    public int RenewBeforeHours { get; set; } = 168;
}

public sealed class MonitoringSpec
{
    /// <summary>A PodMonitor for the Prometheus operator, if its kind is served.</summary>
    public bool PodMonitor { get; set; }
}
