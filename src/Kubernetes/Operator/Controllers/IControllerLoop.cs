namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>A controller of whatever kind, as the host that runs it sees it.</summary>
internal interface IControllerLoop
{
    string Name { get; }

    /// <summary>Null while all workers make progress; else what is wrong.</summary>
    string? StuckReason { get; }

    /// <summary>Connects the informers to the queue; before they run.</summary>
    void Attach();

    /// <summary>Starts the workers; after all caches have synced.</summary>
    void Start();

    /// <summary>
    /// Takes nothing more in and lets what runs finish.
    /// After <paramref name="grace"/>, or once the token is cancelled, what still runs is cancelled and waited for no longer than <paramref name="patience"/>.
    /// </summary>
    /// <returns>Whether all workers have ended.</returns>
    Task<bool> StopAsync(TimeSpan grace, TimeSpan patience, CancellationToken cancellationToken);
}
