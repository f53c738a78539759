namespace Howdah.Kubernetes.Informers;

/// <summary>
/// Cancels a stream on which nothing has arrived for too long: a connection that died without a word looks just like a quiet one.
/// An arrival only notes the time; the timer looks at it when it fires, so busy streams cost no timer changes.
/// </summary>
internal sealed class StreamWatchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancellation;
    private readonly ITimer _timer;
    private long _lastArrival;
    private long _idleTicks;

    public StreamWatchdog(TimeProvider time, TimeSpan idle, CancellationToken cancellationToken)
    {
        _time = time;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _lastArrival = time.GetTimestamp();
        _idleTicks = idle.Ticks;
        _timer = time.CreateTimer(static state => ((StreamWatchdog)state!).Look(), this, idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the stream has stalled, or when the caller's token is.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether it was this watchdog that cancelled.</summary>
    public bool HasBarked { get; private set; }

    public void Arrived() => Volatile.Write(ref _lastArrival, _time.GetTimestamp());

    /// <summary>Allows another silence from now on.</summary>
    public void Expect(TimeSpan idle)
    {
        Volatile.Write(ref _idleTicks, idle.Ticks);
        Arrived();
        _timer.Change(idle, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _cancellation.Dispose();
    }

    private void Look()
    {
        var left = TimeSpan.FromTicks(Volatile.Read(ref _idleTicks)) - _time.GetElapsedTime(Volatile.Read(ref _lastArrival));
        if (left > TimeSpan.Zero)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }

        HasBarked = true;
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The stream ended by itself at this very moment.
        }
    }
}
