namespace Howdah.HighAvailability.Lease;

/// <summary>What an observer may conclude of the primary's lease, by its own monotonic clock.</summary>
public enum LeaseView
{
    /// <summary>Not read yet: conclude nothing.</summary>
    Unknown,

    /// <summary>Somebody holds it, or it has not been seen unchanged for long enough.</summary>
    Held,

    /// <summary>There is no Lease object, or it was given up after a verified stop.</summary>
    Free,

    /// <summary>Unchanged for its duration and a margin since this observer first saw it so: its holder has stopped.</summary>
    Expired,
}
