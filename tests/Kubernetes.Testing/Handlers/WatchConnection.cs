namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>One open watch, as the faults see it.</summary>
internal sealed class WatchConnection(string plural, Action abort)
{
    private TaskCompletionSource _poked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _bookmarks;

    public string Plural { get; } = plural;

    /// <summary>The server should end the stream in order.</summary>
    public bool Ending { get; private set; }

    /// <summary>Completes when there is something to look at; take a new one after each time.</summary>
    public Task Poked => Volatile.Read(ref _poked).Task;

    public void Abort() => abort();

    public void End()
    {
        Ending = true;
        Poke();
    }

    public void RequestBookmark()
    {
        Interlocked.Increment(ref _bookmarks);
        Poke();
    }

    public bool TakeBookmark() => Interlocked.Exchange(ref _bookmarks, 0) > 0;

    private void Poke() =>
        Interlocked.Exchange(ref _poked, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
