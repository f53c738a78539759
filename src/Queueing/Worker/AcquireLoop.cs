using Howdah.Queueing.Client;

namespace Howdah.Queueing.Worker;

/// <summary>
/// Takes items for the free slots of a host. While the queue has more than is asked for, a second call is under way beside the first as soon as a quarter
/// of the slots is free: otherwise handlers and server would wait for each other's commits in turn.
/// </summary>
/// <param name="client">The queue.</param>
/// <param name="options">Slots, waits and lease.</param>
/// <param name="metrics">Calls and failures.</param>
/// <param name="log">Failures.</param>
/// <param name="running">Handlers that run now.</param>
/// <param name="start">Starts the handler of an item; it counts in <paramref name="running"/> when this returns.</param>
internal sealed class AcquireLoop(QueueClient client, WorkerOptions options, WorkerMetrics metrics, WorkerLog log, Func<int> running, Action<LeasedItem> start)
{
    private const int FewSlots = 32;
    private readonly Lock _gate = new();
    private readonly AsyncSignal _wake = new();
    private readonly AsyncSignal _freed = new();
    private readonly AsyncSignal _freedMany = new();
    private readonly int _many = options.Concurrency / 4;
    private int _asked;
    private volatile bool _hasMore;

    /// <summary>There may be work in the queue.</summary>
    public void Wake() => _wake.Set();

    /// <summary>A handler has ended.</summary>
    public void Freed()
    {
        _freed.Set();
        _freedMany.Set();
    }

    /// <summary>Until <paramref name="stop"/> is cancelled; what is handed out after that is released, not started.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(FirstAsync(stop), options.Concurrency < FewSlots ? Task.CompletedTask : SecondAsync(stop));

    private async Task FirstAsync(CancellationToken stop)
    {
        var poll = new Backoff(options.PollFirst, options.PollLast);
        var failing = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5));
        while (!stop.IsCancellationRequested)
        {
            var free = Ask(1);
            if (free == 0)
            {
                await _freed.WaitAsync(options.PollLast, client.Time, stop);
                continue;
            }

            if (await TakeAsync(free, stop) is not { } taken)
            {
                await _wake.WaitAsync(failing.Next(), client.Time, stop);
                continue;
            }

            failing.Reset();
            if (taken > 0)
            {
                poll.Reset();
            }

            if (taken < free)
            {
                await _wake.WaitAsync(poll.Next(), client.Time, stop);
            }
        }
    }

    private async Task SecondAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_hasMore && Ask(_many) is var free and > 0)
            {
                await TakeAsync(free, stop);
            }
            else
            {
                await _freedMany.WaitAsync(options.PollLast, client.Time, stop);
            }
        }
    }

    /// <summary>All free slots that nobody asks for yet; 0 when they are fewer than <paramref name="least"/>.</summary>
    private int Ask(int least)
    {
        lock (_gate)
        {
            var free = options.Concurrency - running() - _asked;
            if (free < least)
            {
                return 0;
            }

            _asked += free;
            return free;
        }
    }

    /// <summary>How many were handed out; null when the call has failed.</summary>
    private async Task<int?> TakeAsync(int free, CancellationToken stop)
    {
        try
        {
            var sent = client.Time.GetTimestamp();
            var items = await client.AcquireOnceAsync(options.Holder, options.Lease, free);
            metrics.Acquired(client.Time.GetElapsedTime(sent));
            _hasMore = items.Count == free;
            if (stop.IsCancellationRequested && items.Count > 0)
            {
                await client.ReleaseAsync(items, CancellationToken.None);
                return items.Count;
            }

            foreach (var item in items)
            {
                start(item);
            }

            return items.Count;
        }
        catch (Exception exception)
        {
            _hasMore = false;
            metrics.BackendFailed("acquire");
            log.BackendFailed("Acquiring", exception);
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _asked -= free;
            }

            if (!_hasMore)
            {
                _freed.Set();  // what one call did not get the other may ask for
            }
        }
    }
}
