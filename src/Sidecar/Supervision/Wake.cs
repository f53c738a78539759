namespace Howdah.Sidecar.Supervision;

/// <summary>Wakes one waiting loop; signals that come while it works are not lost and not counted.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        lock (_signal)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken = default) => _signal.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _signal.Dispose();
}
