using Howdah.Queueing.Client;

namespace Howdah.Worker.Queue.Acquire;

/// <summary>One request for work. Whoever moves it out of a state decides its fate: the pump by an answer, the request by giving up.</summary>
internal sealed class Waiter(string holder, TimeSpan lease, int limit, bool isPatient)
{
    private const int Waiting = 0;
    private const int Claimed = 1;
    private const int Ended = 2;
    private int _state;

    public string Holder => holder;

    public TimeSpan Lease => lease;

    public int Limit => limit;

    /// <summary>Whether it waits until there is work; otherwise one look will do.</summary>
    public bool IsPatient => isPatient;

    /// <summary>Order of arrival.</summary>
    public long Number { get; set; }

    public TaskCompletionSource<IReadOnlyList<LeasedItem>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>By the pump, before it asks the database on this request's behalf.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Waiting) == Waiting;

    /// <summary>By the pump: nothing was found, wait on.</summary>
    public bool TryUnclaim() => Interlocked.CompareExchange(ref _state, Waiting, Claimed) == Claimed;

    /// <summary>By the request: nobody is asking for it now, and nobody will.</summary>
    public bool TryLeave() => Interlocked.CompareExchange(ref _state, Ended, Waiting) == Waiting;

    /// <summary>By the request, when its client has gone: an answer that is on its way has no taker.</summary>
    public bool TryVanish() => Interlocked.CompareExchange(ref _state, Ended, Claimed) == Claimed;

    /// <summary>False when there is no taker any more.</summary>
    public bool TryAnswer(IReadOnlyList<LeasedItem> items)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Claimed) != Claimed)
        {
            return false;
        }

        Answer.SetResult(items);
        return true;
    }

    public void Fail(Exception exception)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Claimed) == Claimed)
        {
            Answer.SetException(exception);
        }
    }
}
