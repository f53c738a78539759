using Howdah.Queueing.Client;

namespace Howdah.Queueing.Contract;

/// <summary>What came of asking for work.</summary>
public abstract record WorkAcquisition
{
    private WorkAcquisition()
    {
    }

    /// <summary>The item is the caller's until <paramref name="LeaseExpiration"/>; see <see cref="LeasedItem.Deadline"/> for the caller's own clock.</summary>
    public sealed record Acquired(string Id, DateTimeOffset LeaseExpiration, LeasedItem Lease) : WorkAcquisition;

    /// <summary>The item asked for is completed; it is never leased again as long as the queue remembers it.</summary>
    public sealed record AlreadyCompleted : WorkAcquisition;

    /// <summary>Nothing is free now. Items that others hold may come free yet: see <see cref="IWorkCoordinator.WorkItemsNotYetCompleteAsync"/>.</summary>
    public sealed record NoAvailableWork : WorkAcquisition;
}
