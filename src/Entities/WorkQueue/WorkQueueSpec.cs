using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>What the user asks for.</summary>
[Required]
[ValidationRule(
    "self.backend == 'OpenSearch' || has(self.cluster) != has(self.connection)",
    message: "exactly one of cluster and connection must be given")]
[ValidationRule(
    "!has(self.openSearch) || !has(self.cluster)",
    message: "cluster and openSearch cannot both be given: they belong to different backends")]
[ValidationRule(
    "!has(self.openSearch) || !has(self.connection)",
    message: "connection and openSearch cannot both be given: they belong to different backends")]
[ValidationRule(
    "!has(self.openSearch) || !has(self.gateway)",
    message: "gateway and openSearch cannot both be given: the gateway speaks to PostgreSQL only")]
[ValidationRule("has(self.openSearch) == (self.backend == 'OpenSearch')", message: "openSearch is to be given for backend OpenSearch, and for no other")]
[ValidationRule(
    "has(self.schema) == has(oldSelf.schema) && (!has(self.schema) || self.schema == oldSelf.schema)",
    message: "schema cannot be changed: the items are in it")]
public sealed class WorkQueueSpec
{
    /// <summary>Where the items are kept.</summary>
    [DefaultValue(WorkQueueBackend.Postgres)]
    [EnumValues(WorkQueueBackend.Postgres, WorkQueueBackend.OpenSearch)]
    public string Backend { get; set; } = WorkQueueBackend.Postgres;

    /// <summary>A PostgresCluster of the same namespace. Exactly one of <c>cluster</c> and <c>connection</c> is given.</summary>
    public QueueClusterReference? Cluster { get; set; }

    /// <summary>Any PostgreSQL from 15 on. Exactly one of <c>cluster</c> and <c>connection</c> is given.</summary>
    public QueueConnection? Connection { get; set; }

    /// <summary>Options of the backend OpenSearch.</summary>
    public QueueOpenSearch? OpenSearch { get; set; }

    /// <summary>The schema in the database. Unset: the queue's name, with _ for -. Cannot be changed.</summary>
    [Length(1, WorkQueueLimits.SchemaLength)]
    [Pattern(WorkQueueLimits.SchemaPattern)]
    public string? Schema { get; set; }

    /// <summary>How long a worker may keep an item.</summary>
    public QueueLeaseSpec? Lease { get; set; }

    /// <summary>What becomes of items that fail.</summary>
    public QueueRetrySpec? Retries { get; set; }

    /// <summary>How long completed items are remembered, for example <c>7d</c>.</summary>
    [DefaultValue("7d")]
    [Length(1, DurationText.MaxLength)]
    [Pattern(DurationText.Pattern)]
    public string Retention { get; set; } = "7d";

    /// <summary>The largest payload of an item, a quantity of bytes up to 255Mi.</summary>
    [DefaultValue("1Mi")]
    [Quantity]
    public string MaxPayload { get; set; } = "1Mi";

    /// <summary>Nothing is handed out while this is true; what is leased can be completed.</summary>
    [DefaultValue(false)]
    public bool Paused { get; set; }

    /// <summary>A Deployment of workers, scaled to the backlog. Unset: workers are somebody else's business.</summary>
    public QueueWorkersSpec? Workers { get; set; }

    /// <summary>An HTTP gateway to the queue. Unset: none.</summary>
    public QueueGatewaySpec? Gateway { get; set; }

    /// <summary>Schema and roles when the WorkQueue is deleted: <c>Retain</c> keeps them, <c>Delete</c> drops them with all items.</summary>
    [DefaultValue("Retain")]
    [EnumValues("Retain", "Delete")]
    public string DeletionPolicy { get; set; } = "Retain";
}
