namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>
/// Runs every continuation on the test's own thread, in order, when told to: with fake time and clients that answer at once, a simulation of
/// several processes becomes a function of its seed.
/// </summary>
internal sealed class SingleThreadContext : SynchronizationContext, IDisposable
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly SynchronizationContext? _previous = Current;

    public SingleThreadContext() => SetSynchronizationContext(this);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted)
        {
            _posted.Enqueue((d, state));
        }
    }

    /// <summary>Runs until nothing is left to run.</summary>
    public void Pump()
    {
        while (TryTake(out var next))
        {
            next.Callback(next.State);
        }
    }

    public void Dispose() => SetSynchronizationContext(_previous);

    private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_posted)
        {
            return _posted.TryDequeue(out next);
        }
    }
}
