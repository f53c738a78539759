using Howdah.Queueing.Client;

namespace Howdah.Queueing.Worker;

/// <summary>How a <see cref="WorkerHost"/> works.</summary>
public sealed record WorkerOptions
{
    /// <summary>A name that no other process has or will have: a pod's name comes again after a restart, so a random part belongs to it.</summary>
    public string Holder { get; init; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Handlers at the same time.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Length of a lease, which is what a crash of this process delays its items by.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether leases are prolonged, every third of their length, while their handlers run. Without it a handler has one lease, and is told by
    /// <see cref="WorkContext.CheckpointDue"/> when to write down what it has reached.
    /// </summary>
    public bool Renew { get; init; } = true;

    /// <summary>A handler is cancelled this long before its lease can end; at most a quarter of the lease.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A handler that takes longer is cancelled and its item failed; null for no bound.</summary>
    public TimeSpan? HandlerTimeout { get; init; }

    /// <summary>After so many leases an item is dead, whatever the queue's own bound; null to leave it to the queue.</summary>
    public int? AttemptsMax { get; init; }

    /// <summary>When to try again, by attempt and error; null, or an answer of null, for the backoff of the queue.</summary>
    public Func<int, Exception, TimeSpan?>? RetryAfter { get; init; }

    /// <summary>Shortest and longest wait between two looks at a queue that has run dry; a notification ends either.</summary>
    public TimeSpan PollFirst { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="PollFirst"/>
    public TimeSpan PollLast { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After a stop, how long handlers may go on before they are cancelled.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>After that, how long they may take to heed the cancellation before their items are released over their heads.</summary>
    public TimeSpan CancelTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a completion is tried when the database is away.</summary>
    public RetrySchedule Completion { get; init; } = RetrySchedule.Completion;

    /// <exception cref="InvalidOperationException">An option is out of its bounds.</exception>
    internal void Check()
    {
        Demand(Holder.Length > 0, "Holder is not empty");
        Demand(Concurrency is >= 1 and <= 10_000, "Concurrency is from 1 to 10,000");
        Demand(Lease > TimeSpan.Zero, "Lease is longer than zero");
        Demand(LeaseMargin >= TimeSpan.Zero, "LeaseMargin is not negative");
        Demand(PollFirst > TimeSpan.Zero && PollLast >= PollFirst, "PollFirst is longer than zero and not longer than PollLast");
    }

    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{nameof(WorkerOptions)}: {what}.");
        }
    }
}
