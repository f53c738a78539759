namespace Howdah.HighAvailability;

/// <summary>Where a cluster is on its way from one primary to the next. Health is a separate matter.</summary>
public enum FailoverState
{
    /// <summary>The current primary is the primary.</summary>
    Stable,

    /// <summary>The need is recorded; nothing has been done yet.</summary>
    Initiated,

    /// <summary>Planned only: the candidate catches up while the old primary still takes writes.</summary>
    WaitingForCatchup,

    /// <summary>
    /// The old primary stops (fast when planned, immediate otherwise) and gives its lease up, or the lease runs out; standbys stop receiving
    /// and report how far they have got.
    /// </summary>
    DemotingOldPrimary,

    /// <summary>The elected standby takes the lease and leaves recovery.</summary>
    PromotingNewPrimary,

    /// <summary>The new primary takes writes; the others follow it, the old one by rewind or by a fresh clone.</summary>
    ReconfiguringReplicas,
}
