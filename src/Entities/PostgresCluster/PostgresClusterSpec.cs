using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>What the user asks for.</summary>
[Required]
[ValidationRule(
    "!has(self.replication) || !has(self.replication.synchronous) || self.replication.synchronous.number < self.instances",
    message: "replication.synchronous.number must be less than instances: the primary does not wait for itself")]
[ValidationRule(
    "has(self.bootstrap) == has(oldSelf.bootstrap) && (!has(self.bootstrap) || self.bootstrap == oldSelf.bootstrap)",
    message: "bootstrap cannot be changed: it says how the first instance came to be")]
public sealed class PostgresClusterSpec
{
    /// <summary>Instances in all, the primary included. 1 to 9.</summary>
    [DefaultValue(1)]
    [RangeMinimum(1)]
    [RangeMaximum(PostgresClusterLimits.MaxInstances)]
    public int Instances { get; set; } = 1;

    /// <summary>A Debian-based PostgreSQL image: <c>postgres:17</c> or one built alike.</summary>
    [Required]
    [Length(1, 512)]
    [Pattern("^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$")]
    public string Image { get; set; } = "";

    /// <summary>When the image is pulled. Unset: <c>Always</c> for a <c>latest</c> tag, else <c>IfNotPresent</c>.</summary>
    [EnumValues("Always", "IfNotPresent", "Never")]
    public string? ImagePullPolicy { get; set; }

    /// <summary>Secrets of the namespace with credentials for the image's registry.</summary>
    [Items(maxItems: 16)]
    [XListType(XListType.Map)]
    [XListMapKeys("name")]
    public List<ImagePullSecret>? ImagePullSecrets { get; set; }

    /// <summary>The user id of <c>postgres</c> inside the image; 999 in the Docker official images.</summary>
    [DefaultValue(999)]
    [RangeMinimum(1)]
    [RangeMaximum(int.MaxValue)]
    public long PostgresUid { get; set; } = 999;

    /// <summary>The group id of <c>postgres</c> inside the image; 999 in the Docker official images.</summary>
    [DefaultValue(999)]
    [RangeMinimum(1)]
    [RangeMaximum(int.MaxValue)]
    public long PostgresGid { get; set; } = 999;

    /// <summary>The volume of each instance.</summary>
    [Required]
    public StorageSpec Storage { get; set; } = new();

    /// <summary>How the first instance comes to be. Unset: <c>initdb</c> with its defaults. Cannot be changed.</summary>
    public BootstrapSpec? Bootstrap { get; set; }

    /// <summary>Settings and access rules of PostgreSQL.</summary>
    public PostgresqlSpec? Postgresql { get; set; }

    /// <summary>What a commit waits for. Unset: nothing but the primary's own disk.</summary>
    public ReplicationSpec? Replication { get; set; }

    /// <summary>How long to wait before another instance takes over.</summary>
    public FailoverSpec? Failover { get; set; }

    /// <summary>Lives of the certificates that the operator issues.</summary>
    public CertificatesSpec? Certificates { get; set; }

    /// <summary>Objects for monitoring.</summary>
    public MonitoringSpec? Monitoring { get; set; }

    /// <summary>Kubernetes ResourceRequirements of the postgres container.</summary>
    public ResourceRequirements? Resources { get; set; }

    /// <summary>Kubernetes Affinity, passed through. Unset: instances prefer different nodes.</summary>
    public JsonObject? Affinity { get; set; }

    /// <summary>Kubernetes TopologySpreadConstraints, passed through.</summary>
    [Items(maxItems: 16)]
    [XListType(XListType.Atomic)]
    public List<JsonObject>? TopologySpreadConstraints { get; set; }

    /// <summary>Labels that a node must have.</summary>
    [PropertyLimits(maxProperties: 32)]
    [ValueLength(maxLength: 63)]
    [XMapType(XMapType.Atomic)]
    public Dictionary<string, string>? NodeSelector { get; set; }

    /// <summary>Kubernetes Tolerations, passed through.</summary>
    [Items(maxItems: 32)]
    [XListType(XListType.Atomic)]
    public List<JsonObject>? Tolerations { get; set; }

    /// <summary>The PriorityClass of the pods.</summary>
    [Length(1, 253)]
    public string? PriorityClassName { get; set; }

    /// <summary>Extra labels and annotations of everything the operator makes for this cluster.</summary>
    public InheritedMetadata? InheritedMetadata { get; set; }

    /// <summary>How long a fast stop of PostgreSQL may take before it is stopped immediate, in seconds. Default 60.</summary>
    [DefaultValue(60)]
    [RangeMinimum(1)]
    [RangeMaximum(3600)]
    public int StopTimeoutSeconds { get; set; } = 60;
}
