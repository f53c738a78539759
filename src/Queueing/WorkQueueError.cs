namespace Howdah.Queueing;

/// <summary>What a verb was refused for. The comment is the SQLSTATE of the SQL functions.</summary>
public enum WorkQueueError
{
    /// <summary>WQ001: the item has been leased anew, under a newer token.</summary>
    StaleToken,

    /// <summary>WQ002: the caller does not hold the item.</summary>
    NotOwner,

    /// <summary>WQ003: the lease is over.</summary>
    LeaseExpired,

    /// <summary>WQ004: the item has been completed under another token.</summary>
    AlreadyCompleted,

    /// <summary>WQ005: an argument is out of its bounds.</summary>
    InvalidArgument,

    /// <summary>WQ006: a successor is the item itself, one of its ancestors, or given twice.</summary>
    InvalidSuccessors,

    /// <summary>WQ007: other successors are on record.</summary>
    ConflictingSuccessors,

    /// <summary>WQ008: there is no such item.</summary>
    UnknownItem,

    /// <summary>WQ011: the item is dead.</summary>
    Dead,

    /// <summary>WQ012: the payload is larger than the queue allows.</summary>
    PayloadTooLarge,

    /// <summary>Somebody else holds a live lease on the item.</summary>
    LeaseHeldElsewhere,

    /// <summary>The queue is paused.</summary>
    Paused,

    /// <summary>3F000, 42P01, 42883: there is no queue of this name, or its schema is older than this client.</summary>
    UnknownQueue,

    /// <summary>Retried until the schedule or the deadline was used up.</summary>
    RetriesExceeded,
}
