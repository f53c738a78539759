using Howdah.Queueing.Client;

namespace Howdah.Queueing.Worker;

/// <summary>One item in the hands of a handler. The verbs end the lease before the handler does; only one of them can be called.</summary>
public sealed class WorkContext
{
    private readonly ItemRun _run;

    internal WorkContext(ItemRun run) => _run = run;

    public LeasedItem Item => _run.Item;

    public string Key => _run.Item.Key;

    /// <summary>The fencing token. Pass it on to the systems you write to, so that they can refuse an older holder.</summary>
    public long Token => _run.Item.Token;

    /// <summary>What is left of the lease at least, prolongations included.</summary>
    public TimeSpan Remaining => _run.Remaining;

    /// <summary>Cancelled when the handler ought to write down what it has reached: the host stops, or a lease that is not prolonged nears its end.</summary>
    public CancellationToken CheckpointDue => _run.CheckpointDue;

    /// <summary>Completes the item now; the handler may go on with what nobody waits for.</summary>
    /// <exception cref="WorkQueueException">The item is another's.</exception>
    public Task CompleteAsync() => _run.FinishAsync(verbs => verbs.CompleteAsync(Item.Id, Item.Token, CancellationToken.None), WorkerMetrics.Completed);

    /// <summary>Creates the successors and completes the item, all or nothing: the checkpoint of work that goes on elsewhere.</summary>
    /// <param name="successors">Their ids; those that exist stay as they are.</param>
    /// <param name="payloads">As many, as JSON text; null for none.</param>
    /// <param name="exponent">With doubling leases, the power of two of their first lease.</param>
    /// <exception cref="WorkQueueException">The item is another's, or the successors are refused; then it can still be ended otherwise.</exception>
    public Task CompleteWithSuccessorsAsync(IReadOnlyList<string> successors, IReadOnlyList<string?>? payloads = null, short exponent = 0) =>
        _run.FinishAsync(_ => _run.Client.CompleteWithSuccessorsAsync(Item, successors, exponent, payloads, null, CancellationToken.None), WorkerMetrics.Completed);

    /// <summary>Gives the item back, to be taken by anybody at once, as if it had not been taken.</summary>
    public Task ReleaseAsync() => _run.FinishAsync(verbs => verbs.ReleaseAsync(Item.Id, Item.Token, CancellationToken.None), WorkerMetrics.Released);

    /// <summary>Ends the item without success, as an exception would.</summary>
    public Task FailAsync(string reason, TimeSpan? retryAfter = null, bool permanent = false) =>
        _run.FinishAsync(verbs => verbs.FailAsync(Item.Id, Item.Token, reason, retryAfter, permanent, CancellationToken.None), permanent ? WorkerMetrics.Poisoned : WorkerMetrics.Failed);
}
