using Howdah.Sidecar.Operations;

namespace Howdah.Sidecar.Supervision;

/// <summary>An initdb, clone or rewind under way.</summary>
internal sealed class RunningOperation : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public RunningOperation(string name, string revision, Func<Action<string>, CancellationToken, Task<OperationResult>> run)
    {
        Name = name;
        Revision = revision;
        Task = System.Threading.Tasks.Task.Run(() => run(text => Progress = text, _cancellation.Token));
    }

    public string Name { get; }

    public string Revision { get; }

    public string? Progress { get; private set; }

    public long StartedAt { get; init; }

    public Task<OperationResult> Task { get; }

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    public void Cancel() => _cancellation.Cancel();

    public void Dispose() => _cancellation.Dispose();
}
