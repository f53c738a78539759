using Howdah.Queueing;
using Howdah.Queueing.Batching;
using Howdah.Queueing.Client;
using Howdah.Queueing.Worker;

namespace Howdah.Worker.Queue.Acquire;

/// <summary>
/// Takes items for everybody who waits: requests of a short window share one call of the database. Whoever waits for work waits here, without a connection.
/// When a call has brought less than was asked for, the queue is dry: then a notification, a new request or a poll leads to the next call.
/// </summary>
internal sealed class AcquirePump(QueueClient client, LeaseVerbs verbs, GatewayOptions options, GatewayMetrics metrics, GatewayLog log) : IDisposable
{
    private const int Calls = 2;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private readonly WaitingLine _line = new(options.MaxWaiting);
    private readonly AsyncSignal _signal = new();
    private readonly SemaphoreSlim _calls = new(Calls);
    private readonly Backoff _poll = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));
    private readonly Backoff _failing = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2));
    private volatile bool _dry;
    private volatile bool _stopped;
    private volatile Exception? _failure;

    public int Waiting => _line.Present;

    private TimeProvider Time => client.Time;

    /// <summary>There is work again, it is said.</summary>
    public void Wake()
    {
        _dry = false;
        _poll.Reset();
        _signal.Set();
    }

    /// <param name="holder">Who asks.</param>
    /// <param name="lease">Length of the leases.</param>
    /// <param name="limit">Items at most.</param>
    /// <param name="wait">How long to wait for the first; zero: one look.</param>
    /// <param name="gone">Cancelled when the client is gone: what is taken for it then is released.</param>
    /// <exception cref="GatewayBusyException">Too many wait, or the gateway stops.</exception>
    public async Task<IReadOnlyList<LeasedItem>> AcquireAsync(string holder, TimeSpan lease, int limit, TimeSpan wait, CancellationToken gone)
    {
        var waiter = new Waiter(holder, lease, limit, wait > TimeSpan.Zero);
        Enter(waiter);
        try
        {
            return await waiter.Answer.Task.WaitAsync(waiter.IsPatient ? wait : options.RequestTimeout, Time, gone);
        }
        catch (TimeoutException) when (!waiter.Answer.Task.IsFaulted)
        {
            return await LeaveAsync(waiter);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            await VanishAsync(waiter);
            throw;
        }
        finally
        {
            _line.Exit();
        }
    }

    /// <summary>Gives items back that nobody has received.</summary>
    public void Release(IEnumerable<LeasedItem> items)
    {
        foreach (var item in items)
        {
            metrics.Orphaned(client.Queue);
            _ = ReleaseAsync(item);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var pause = _line.Count == 0 ? Idle : _failure is not null ? _failing.Next() : _dry ? _poll.Next() : TimeSpan.Zero;
            if (pause > TimeSpan.Zero)
            {
                await _signal.WaitAsync(pause, Time, stop);
                if (_line.Count == 0)
                {
                    continue;
                }
            }

            await _calls.WaitAsync(CancellationToken.None);
            await Task.Delay(_dry ? options.DryWindow : options.Window, Time, CancellationToken.None);
            var arrivals = _line.Arrivals;
            var claimed = _line.Claim(options.MaxBatch);
            if (claimed.Count == 0)
            {
                _calls.Release();
                continue;
            }

            _ = Task.Run(() => CallAsync(claimed, arrivals), CancellationToken.None);
        }

        await StopAsync();
    }

    public void Dispose() => _calls.Dispose();

    /// <summary>Its time is over. While it is asked for, the answer decides.</summary>
    private async Task<IReadOnlyList<LeasedItem>> LeaveAsync(Waiter waiter)
    {
        while (!waiter.TryLeave())
        {
            if (await Task.WhenAny(waiter.Answer.Task, Task.Delay(options.DryWindow, Time, CancellationToken.None)) == waiter.Answer.Task)
            {
                return await waiter.Answer.Task;
            }
        }

        _line.Remove(waiter);
        return waiter.IsPatient && _failure is null ? [] : throw Unavailable();
    }

    private async Task VanishAsync(Waiter waiter)
    {
        while (!waiter.TryVanish())
        {
            if (waiter.TryLeave())
            {
                _line.Remove(waiter);
                return;
            }

            if (waiter.Answer.Task.IsCompleted)
            {
                Release(waiter.Answer.Task.IsCompletedSuccessfully ? await waiter.Answer.Task : []);
                return;
            }

            await Task.Yield();
        }
    }

    private async Task StopAsync()
    {
        _stopped = true;
        for (var call = 0; call < Calls; call++)
        {
            await _calls.WaitAsync(CancellationToken.None);
        }

        _line.ClaimAll().ForEach(waiter => waiter.TryAnswer([]));
    }

    private void Enter(Waiter waiter)
    {
        if (_stopped)
        {
            throw new GatewayBusyException(StatusCodes.Status503ServiceUnavailable, "The gateway stops.");
        }

        if (!_line.TryAdd(waiter))
        {
            throw new GatewayBusyException(StatusCodes.Status429TooManyRequests, $"{options.MaxWaiting} requests wait for work of this queue already.");
        }

        if (_stopped && waiter.TryLeave())
        {
            _line.Exit();
            throw new GatewayBusyException(StatusCodes.Status503ServiceUnavailable, "The gateway stops.");
        }

        _signal.Set();
    }

    private async Task CallAsync(List<Waiter> claimed, long arrivals)
    {
        try
        {
            var slots = Slots.Deal(claimed, options.MaxBatch);
            var items = await client.AcquireForAsync([.. slots.Select(waiter => waiter.Holder)], claimed[0].Lease);
            metrics.Acquired(client.Queue, slots.Count, items.Count);
            _failure = null;
            _failing.Reset();
            HandOut(claimed, slots, items);
            if (items.Count > 0)
            {
                _poll.Reset();
            }

            _dry = items.Count < slots.Count;
            if (_dry)
            {
                // Whoever had arrived before the call was begun has had its look.
                _line.ClaimImpatient(arrivals).ForEach(waiter => waiter.TryAnswer([]));
            }
        }
        catch (Exception exception)
        {
            log.AcquireFailed(exception, client.Queue.Value);
            _failure = exception;
            claimed.ForEach(waiter => Disappoint(waiter, exception));
        }
        finally
        {
            _calls.Release();
            _signal.Set();
        }
    }

    private void HandOut(List<Waiter> claimed, List<Waiter> slots, IReadOnlyList<LeasedItem> items)
    {
        var shares = new Dictionary<Waiter, List<LeasedItem>>();
        for (var index = 0; index < items.Count; index++)
        {
            (shares.TryGetValue(slots[index], out var share) ? share : shares[slots[index]] = []).Add(items[index]);
        }

        foreach (var waiter in claimed)
        {
            if (shares.TryGetValue(waiter, out var share))
            {
                if (!waiter.TryAnswer(share))
                {
                    Release(share);
                }
            }
            else if (waiter.IsPatient)
            {
                _line.Return(waiter);
            }
            else
            {
                waiter.TryAnswer([]);
            }
        }
    }

    /// <summary>A refusal is for all of a call; when the database is away, whoever can wait waits.</summary>
    private void Disappoint(Waiter waiter, Exception exception)
    {
        if (waiter.IsPatient && !_stopped && exception is not WorkQueueException { Error: not WorkQueueError.RetriesExceeded })
        {
            _line.Return(waiter);
        }
        else
        {
            waiter.Fail(exception);
        }
    }

    private GatewayBusyException Unavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, "The database does not answer: " + (_failure?.Message ?? "no answer in time"));

    private async Task ReleaseAsync(LeasedItem item)
    {
        try
        {
            await verbs.ReleaseAsync(item.Id, item.Token);
        }
        catch (Exception exception)
        {
            // Its lease ends by itself.
            log.ReleaseFailed(exception, client.Queue.Value, item.Id);
        }
    }
}
