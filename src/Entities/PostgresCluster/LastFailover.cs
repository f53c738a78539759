using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A failover or switchover that was completed.</summary>
public sealed class LastFailover
{
    /// <summary>Named it in logs, Events and orders.</summary>
    [Length(maxLength: 63)]
    public string? Id { get; set; }

    /// <summary>Why it began, CamelCase.</summary>
    [Length(maxLength: 1024)]
    public string? Reason { get; set; }

    /// <summary>The old primary.</summary>
    [Length(maxLength: 63)]
    public string? From { get; set; }

    /// <summary>The new primary.</summary>
    [Length(maxLength: 63)]
    public string? To { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it was completed.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The timeline that the new primary began.</summary>
    public int? Timeline { get; set; }
}
