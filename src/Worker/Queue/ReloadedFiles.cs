namespace Howdah.Worker.Queue;

/// <summary>
/// What is read from files, read anew when one of them changes. They are looked at, not watched: Kubernetes swaps a link above them. Content that cannot be
/// read or understood leaves what was.
/// </summary>
internal sealed class ReloadedFiles<T>
    where T : class
{
    private readonly string[] _files;
    private readonly Func<T> _read;
    private readonly Action<Exception> _onFailure;
    private string _seen;

    public ReloadedFiles(string[] files, Func<T> read, Action<Exception> onFailure)
    {
        _files = files;
        _read = read;
        _onFailure = onFailure;
        _seen = Stamp();
        Current = read();
    }

    public T Current { get; private set; }

    public async Task RunAsync(TimeSpan period, TimeProvider time, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private void Look()
    {
        try
        {
            var stamp = Stamp();
            if (stamp != _seen)
            {
                Current = _read();
                _seen = stamp;
            }
        }
        catch (Exception exception)
        {
            _onFailure(exception);
        }
    }

    private string Stamp() => string.Join('\n', _files.Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));
}
