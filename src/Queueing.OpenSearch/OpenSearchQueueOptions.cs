using Howdah.Search;

namespace Howdah.Queueing.OpenSearch;

/// <summary>A queue in an index of OpenSearch.</summary>
public sealed record OpenSearchQueueOptions
{
    /// <summary>The index, one for each queue. Names of queues that are no names of indexes are refused.</summary>
    public required IndexName Index { get; init; }

    /// <summary>Primary shards, when the index is created. The order of items is kept over all of them.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Copies, when the index is created: <c>auto_expand_replicas</c>. With none, a lost disk loses the queue.</summary>
    public string Replicas { get; init; } = "0-1";

    /// <summary>A lease is at most 2 to this power times what was asked for. 0 to 30.</summary>
    public int ExponentCap { get; init; } = 10;

    public TimeSpan LeaseMax { get; init; } = TimeSpan.FromDays(7);

    /// <summary>By how much the clocks of the nodes may differ. Setting up is refused beyond it, and so are leases by a node whose clock is behind that of the
    /// item's last writer. A holder's own deadline comes earlier by it, at most by a tenth of the lease: a shard may move to a node whose clock is ahead.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromSeconds(1);

    /// <exception cref="WorkQueueException">Out of bounds: invalid argument.</exception>
    public void Validate()
    {
        if (Shards is < 1 or > 1024)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"shards is {Shards}, not between 1 and 1024.");
        }

        if (ExponentCap is < 0 or > 30)
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"exponentCap is {ExponentCap}, not between 0 and 30.");
        }

        if (LeaseMax <= TimeSpan.Zero || LeaseMax > TimeSpan.FromDays(3650))
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"leaseMax is {LeaseMax}, not between zero and 3650 days.");
        }

        if (ClockTolerance < TimeSpan.Zero || ClockTolerance > TimeSpan.FromHours(1))
        {
            throw new WorkQueueException(WorkQueueError.InvalidArgument, $"clockTolerance is {ClockTolerance}, not between zero and an hour.");
        }
    }
}
