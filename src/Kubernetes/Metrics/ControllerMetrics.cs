namespace Howdah.Kubernetes.Metrics;

/// <summary>How a reconciliation counts in <c>controller_runtime_reconcile_total</c>.</summary>
internal enum ReconcileResult
{
    Success,
    Error,
    Requeue,
    RequeueAfter,
}

/// <summary>The metrics of one controller; all counters start at zero.</summary>
internal sealed class ControllerMetrics
{
    private static readonly string[] Results = ["success", "error", "requeue", "requeue_after"];

    private readonly ControllerInstruments _instruments;
    private readonly KeyValuePair<string, object?> _controller;
    private int _activeWorkers;

    public ControllerMetrics(ControllerInstruments instruments, string controller, int maxConcurrent)
    {
        _instruments = instruments;
        _controller = new("controller", controller);
        MaxConcurrent = maxConcurrent;
        instruments.Register(controller, this);
        foreach (var result in Results)
        {
            instruments.Total.Add(0, _controller, new("result", result));
        }

        foreach (var counter in new[] { instruments.Errors, instruments.Terminal, instruments.Panics, instruments.Timeouts })
        {
            counter.Add(0, _controller);
        }
    }

    public int MaxConcurrent { get; }

    public int ActiveWorkers => Volatile.Read(ref _activeWorkers);

    public void Began() => Interlocked.Increment(ref _activeWorkers);

    public void Ended(ReconcileResult result, TimeSpan duration)
    {
        Interlocked.Decrement(ref _activeWorkers);
        _instruments.Total.Add(1, _controller, new("result", Results[(int)result]));
        _instruments.Duration.Record(duration.TotalSeconds, _controller);
        if (result is ReconcileResult.Error)
        {
            _instruments.Errors.Add(1, _controller);
        }
    }

    public void Terminal() => _instruments.Terminal.Add(1, _controller);

    public void Panicked() => _instruments.Panics.Add(1, _controller);

    public void TimedOut() => _instruments.Timeouts.Add(1, _controller);
}
