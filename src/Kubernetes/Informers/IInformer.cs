namespace Howdah.Kubernetes.Informers;

/// <summary>An informer of whatever kind, as the host that runs it sees it.</summary>
public interface IInformer
{
    /// <summary>The kind's name.</summary>
    string Kind { get; }

    bool HasSynced { get; }

    /// <summary>Objects kept.</summary>
    int Count { get; }

    /// <summary>Null while the informer's loops are alive; else what is wrong. An API server that is away is no failure of the informer.</summary>
    string? StuckReason { get; }

    /// <summary>Null while lists and watches succeed; else the last error.</summary>
    string? LastError { get; }

    /// <summary>Lists and watches until cancelled. Once only.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Completes after the first complete list of every namespace.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);
}
