namespace Howdah.HighAvailability.Failover;

/// <summary>What the machine does next: to be written by compare-and-swap, then told as an event.</summary>
public sealed record FailoverStep
{
    /// <summary>The progress to write; equal to the present one when nothing changes.</summary>
    public required FailoverProgress Next { get; init; }

    /// <summary>The new value of status.currentPrimary; null: it stays.</summary>
    public string? CurrentPrimary { get; init; }

    /// <summary>The new value of status.timeline, with <see cref="CurrentPrimary"/>; null: it stays.</summary>
    public int? Timeline { get; init; }

    /// <summary>To be published once the write has succeeded; null when there is nothing to tell.</summary>
    public FailoverEvent? Event { get; init; }

    /// <summary>status.lastFailover, when a failover is complete.</summary>
    public CompletedFailover? Completed { get; init; }

    /// <summary>The request of <see cref="FailoverObservation.SwitchoverTo"/> is answered (done, refused or given up): remove the annotation.</summary>
    public bool SwitchoverAnswered { get; init; }

    /// <summary>When to ask again at the latest.</summary>
    public TimeSpan RequeueAfter { get; init; }

    /// <summary>The row of the transition table that was taken.</summary>
    public required FailoverTransition Transition { get; init; }
}

/// <param name="Reason">CamelCase, stable; one of <see cref="FailoverEvents"/>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Warning">Type Warning instead of Normal.</param>
public sealed record FailoverEvent(string Reason, string Message, bool Warning = false);

/// <summary>A failover that has ended.</summary>
public sealed record CompletedFailover
{
    public required string Id { get; init; }

    public FailoverReason Reason { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset CompletedAt { get; init; }

    /// <summary>The new primary's timeline.</summary>
    public int? Timeline { get; init; }
}
