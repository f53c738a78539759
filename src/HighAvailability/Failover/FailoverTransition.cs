namespace Howdah.HighAvailability.Failover;

/// <summary>A row of the transition table.</summary>
/// <param name="From">The state it leaves.</param>
/// <param name="Trigger">The guard that must hold; rows of a state are tried from top to bottom.</param>
/// <param name="To">The state it enters; the same state when it waits.</param>
/// <param name="Event">Reason of the event it publishes, or null.</param>
/// <param name="Meaning">What the guard sees and what is done.</param>
public sealed record FailoverTransition(FailoverState From, FailoverTrigger Trigger, FailoverState To, string? Event, string Meaning);
