using Howdah.Queueing.Batching;
using Howdah.Queueing.Client;

namespace Howdah.Queueing.Worker;

/// <summary>One item from its acquisition to its end: the deadline of its lease, the cancellation of its handler, and who has ended it.</summary>
internal sealed class ItemRun : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancel;
    private readonly LeaseVerbs _verbs;
    private readonly WorkerOptions _options;
    private readonly CancellationToken _stopping;
    private CancellationTokenSource? _checkpoint;
    private long _deadline;
    private bool _disposed;
    private int _ending;

    public ItemRun(LeasedItem item, QueueClient client, LeaseVerbs verbs, WorkerOptions options, CancellationToken stopping)
    {
        Item = item;
        Client = client;
        _verbs = verbs;
        _options = options;
        _stopping = stopping;
        _deadline = item.Deadline;
        Started = client.Time.GetTimestamp();
        _cancel = new CancellationTokenSource(Usable(), client.Time);
    }

    public LeasedItem Item { get; }

    public QueueClient Client { get; }

    public long Started { get; }

    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Made when it is asked for: most handlers of short work do not.</summary>
    public CancellationToken CheckpointDue
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return (_checkpoint ??= ToCheckpoint()).Token;
            }
        }
    }

    public TimeSpan Remaining => Client.Time.GetElapsedTime(Client.Time.GetTimestamp(), Interlocked.Read(ref _deadline));

    public CancelReason Reason { get; private set; }

    /// <summary>How the handler has ended the item; null when it has left that to the host.</summary>
    public string? Result { get; private set; }

    /// <summary>Whether the item is ended or being ended: its lease need not be prolonged.</summary>
    public bool IsEnding => Volatile.Read(ref _ending) != 0;

    private TimeSpan Elapsed => Client.Time.GetElapsedTime(Started);

    public void Prolong(long deadline)
    {
        lock (_gate)
        {
            Interlocked.Exchange(ref _deadline, deadline);
            if (!_disposed && Reason == CancelReason.None && !_cancel.IsCancellationRequested)
            {
                _cancel.CancelAfter(Usable());
            }
        }
    }

    public void Cancel(CancelReason reason)
    {
        lock (_gate)
        {
            if (_disposed || Reason != CancelReason.None)
            {
                return;
            }

            Reason = reason;
        }

        try
        {
            _cancel.Cancel();
        }
        catch (Exception exception) when (exception is ObjectDisposedException or AggregateException)
        {
            // The handler has just ended, or what it has registered with its token has failed: neither is this caller's matter.
        }
    }

    /// <summary>Ends the item by a verb. A verb that is refused leaves the item open, so that another can be tried.</summary>
    public async Task FinishAsync(Func<LeaseVerbs, Task> verb, string result)
    {
        if (Interlocked.CompareExchange(ref _ending, 1, 0) != 0)
        {
            throw new InvalidOperationException("The item has been ended already.");
        }

        try
        {
            await verb(_verbs);
            Result = result;
            Unbind();
        }
        catch
        {
            Interlocked.Exchange(ref _ending, 0);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
        }

        _cancel.Dispose();
        _checkpoint?.Dispose();
    }

    /// <summary>What a handler does after it has ended its item is bound by no lease.</summary>
    private void Unbind()
    {
        lock (_gate)
        {
            if (!_disposed && _options.HandlerTimeout is null)
            {
                _cancel.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }
    }

    private CancellationTokenSource ToCheckpoint()
    {
        var due = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        if (!_options.Renew)
        {
            due.CancelAfter(NotNegative(LeaseTiming.EarlyCheckpoint(Item.LeaseLength) - Elapsed));
        }

        return due;
    }

    private static TimeSpan NotNegative(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;

    /// <summary>How long the handler may still run, by its lease and by the bound of handlers.</summary>
    private TimeSpan Usable()
    {
        var quarter = Item.LeaseLength / 4;
        var usable = Remaining - (quarter < _options.LeaseMargin ? quarter : _options.LeaseMargin);
        var left = _options.HandlerTimeout - Elapsed;
        return NotNegative(left < usable ? left.Value : usable);
    }
}
