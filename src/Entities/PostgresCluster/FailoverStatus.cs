using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>The failover state machine's state: <c>Howdah.HighAvailability.FailoverState</c> by name.</summary>
public sealed class FailoverStatus
{
    /// <summary>Stable, Initiated, WaitingForCatchup, DemotingOldPrimary, PromotingNewPrimary, ReconfiguringReplicas.</summary>
    [Length(maxLength: 63)]
    public string State { get; set; } = "Stable";

    /// <summary>Names this failover in logs, Events and orders.</summary>
    [Length(maxLength: 63)]
    public string? Id { get; set; }

    /// <summary>CamelCase: LeaseExpired, PrimaryReleased, Switchover, PrimaryRestartTimeout...</summary>
    [Length(maxLength: 1024)]
    public string? Reason { get; set; }

    /// <summary>True when the old primary was asked to hand over, and stops cleanly.</summary>
    public bool? Planned { get; set; }

    /// <summary>The old primary.</summary>
    [Length(maxLength: 63)]
    public string? From { get; set; }

    /// <summary>The new primary, once it is known.</summary>
    [Length(maxLength: 63)]
    public string? To { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the present state gives up.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>For people: what it waits for.</summary>
    [Length(maxLength: 32768)]
    public string? Message { get; set; }
}
