namespace Howdah.Queueing.Worker;

/// <summary>A latch that one waiter resets by passing it. Set while nobody waits, it is remembered once.</summary>
internal sealed class AsyncSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _set = New();

    public void Set()
    {
        lock (_gate)
        {
            _set.TrySetResult();
        }
    }

    /// <summary>True when it was set, false when <paramref name="timeout"/> is over or the token is cancelled.</summary>
    public async Task<bool> WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        Task set;
        lock (_gate)
        {
            set = _set.Task;
        }

        if (!set.IsCompleted)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(set, Task.Delay(timeout, time, end.Token));
            await end.CancelAsync();
        }

        lock (_gate)
        {
            if (!_set.Task.IsCompleted)
            {
                return false;
            }

            _set = New();
            return true;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
