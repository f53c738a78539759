using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>Options of the backend OpenSearch.</summary>
public sealed class QueueOpenSearch
{
    /// <summary>The cluster, without credentials, for example <c>https://search.example:9200</c>.</summary>
    [Required]
    [Length(1, 2048)]
    [Pattern("^https?://[^@?#]+$")]
    public string Url { get; set; } = "";

    /// <summary>A Secret with <c>username</c> and <c>password</c>, or <c>token</c>, and <c>ca.crt</c> if the server is not to be verified by the system's authorities.</summary>
    public SecretReference? SecretRef { get; set; }

    /// <summary>The index that holds the items, one for each queue. Unset: the queue's name. Cannot be changed.</summary>
    [Length(1, WorkQueueLimits.IndexLength)]
    [Pattern(WorkQueueLimits.IndexPattern)]
    public string? Index { get; set; }
}
