using System.Threading.Channels;
using Howdah.Kubernetes.Metrics;

namespace Howdah.Kubernetes.Queue;

/// <summary>
/// Hands each key to at most one worker at a time and loses no wish: a key added while it is being worked on comes back when
/// that work is done. The three sets are client-go's (util/workqueue/queue.go): ready, dirty (wished for, not yet started)
/// and processing. Delayed keys wait in one heap behind one timer.
/// </summary>
internal sealed class WorkQueue<TKey> : IWorkQueueGauges, IDisposable
    where TKey : struct, IEquatable<TKey>
{
    // Past any sensible delay, and short enough that adding it to a timestamp cannot overflow.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    // System timers refuse more than about 49 days; waking early only re-arms.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Channel<TKey> _ready = Channel.CreateUnbounded<TKey>();
    private readonly Dictionary<TKey, long> _dirty = [];
    private readonly Dictionary<TKey, long> _processing = [];
    private readonly DelayHeap<TKey> _delayed = new();
    private readonly RateLimiter<TKey> _limiter;
    private readonly TimeProvider _time;
    private readonly WorkQueueMetrics? _metrics;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;
    private bool _shutDown;

    public WorkQueue(TimeProvider time, Jitter? jitter = null, WorkQueueMetrics? metrics = null)
    {
        _time = time;
        _limiter = new RateLimiter<TKey>(jitter ?? Jitter.Shared);
        _metrics = metrics;
        _timer = time.CreateTimer(static state => ((WorkQueue<TKey>)state!).ReleaseDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        metrics?.Observe(this);
    }

    /// <summary>Keys ready to be taken.</summary>
    public int Depth => _ready.Reader.Count;

    /// <summary>Keys waiting for their time.</summary>
    public int DelayedCount
    {
        get
        {
            lock (_gate)
            {
                return _delayed.Count;
            }
        }
    }

    /// <summary>Keys being worked on.</summary>
    public int ProcessingCount
    {
        get
        {
            lock (_gate)
            {
                return _processing.Count;
            }
        }
    }

    /// <summary>Failures of the key since it was last forgotten.</summary>
    public int Failures(TKey key)
    {
        lock (_gate)
        {
            return _limiter.Failures(key);
        }
    }

    public void Add(TKey key)
    {
        lock (_gate)
        {
            AddLocked(key);
        }
    }

    /// <summary>Adds the key after a delay; an earlier deadline that is already set stays.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            AddAfterLocked(key, delay);
        }
    }

    /// <summary>Counts a failure of the key and adds it after its back-off.</summary>
    public void AddRateLimited(TKey key)
    {
        lock (_gate)
        {
            if (_shutDown)
            {
                return;
            }

            _metrics?.Retried();
            AddAfterLocked(key, _limiter.Next(key));
        }
    }

    /// <summary>Ends the key's back-off.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _limiter.Forget(key);
        }
    }

    /// <summary>The next key, which must be given back with <see cref="Done"/>; null once the queue is shut down.</summary>
    public async ValueTask<TKey?> GetAsync(CancellationToken cancellationToken)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken))
        {
            lock (_gate)
            {
                if (_shutDown)
                {
                    return null;
                }

                if (_ready.Reader.TryRead(out var key))
                {
                    Start(key);
                    return key;
                }
            }
        }

        return null;
    }

    /// <summary>Gives a key back; if it was added meanwhile it is ready again.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (!_processing.Remove(key, out var started))
            {
                return;
            }

            _metrics?.Worked(_time.GetElapsedTime(started));
            if (_dirty.ContainsKey(key))
            {
                _ready.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Takes nothing more in and hands nothing more out; what is being worked on may still be given back.</summary>
    public void ShutDown()
    {
        lock (_gate)
        {
            _shutDown = true;
            _ready.Writer.TryComplete();
            while (_ready.Reader.TryRead(out _))
            {
            }

            _dirty.Clear();
            _delayed.Clear();
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public (TimeSpan Unfinished, TimeSpan Longest) RunningFor()
    {
        var (unfinished, longest) = (TimeSpan.Zero, TimeSpan.Zero);
        lock (_gate)
        {
            foreach (var started in _processing.Values)
            {
                var running = _time.GetElapsedTime(started);
                unfinished += running;
                longest = running > longest ? running : longest;
            }
        }

        return (unfinished, longest);
    }

    public void Dispose()
    {
        ShutDown();
        _metrics?.Forget(this);
        _timer.Dispose();
    }

    private void AddLocked(TKey key)
    {
        if (_shutDown || !_dirty.TryAdd(key, _time.GetTimestamp()))
        {
            return;
        }

        _metrics?.Added();
        if (!_processing.ContainsKey(key))
        {
            _ready.Writer.TryWrite(key);
        }
    }

    private void AddAfterLocked(TKey key, TimeSpan delay)
    {
        if (_shutDown)
        {
            return;
        }

        if (delay <= TimeSpan.Zero)
        {
            AddLocked(key);
            return;
        }

        var bounded = delay < LongestDelay ? delay : LongestDelay;
        _delayed.Schedule(key, _time.GetTimestamp() + (long)(bounded.TotalSeconds * _time.TimestampFrequency));
        Arm();
    }

    private void Start(TKey key)
    {
        var now = _time.GetTimestamp();
        _dirty.Remove(key, out var added);
        _processing[key] = now;
        _metrics?.Started(_time.GetElapsedTime(added, now));
    }

    private void ReleaseDue()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            while (_delayed.TryTakeDue(_time.GetTimestamp(), out var key))
            {
                AddLocked(key);
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (_shutDown || !_delayed.TryPeek(out var due) || due >= _armedFor)
        {
            return;
        }

        _armedFor = due;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
        _timer.Change(wait < ShortestTimer ? ShortestTimer : wait > LongestTimer ? LongestTimer : wait, Timeout.InfiniteTimeSpan);
    }
}
