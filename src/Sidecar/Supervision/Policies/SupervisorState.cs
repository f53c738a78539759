using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Supervision.Policies;

/// <summary>Everything the next step depends on.</summary>
internal sealed record SupervisorState
{
    public DataDirectoryState Data { get; init; }

    public bool RewindFailed { get; init; }

    public bool HasStandbySignal { get; init; }

    public ServerState Server { get; init; }

    public ServerRole Role { get; init; }

    /// <summary>The postmaster has handlers for signals.</summary>
    public bool TakesSignals { get; init; }

    public StopMode Stopping { get; init; }

    /// <summary>No process of the server is left; what an earlier incarnation left is counted too.</summary>
    public bool VerifiedStopped { get; init; }

    /// <summary>There is a permit long enough to start or promote.</summary>
    public bool HasPermit { get; init; }

    public bool Terminating { get; init; }

    /// <summary>The revision whose operation runs.</summary>
    public string? RunningRevision { get; init; }

    /// <summary>The last revision whose operation has ended.</summary>
    public string? FinishedRevision { get; init; }

    /// <summary>The mark of an unconfirmed promotion is there and the order says that it is confirmed.</summary>
    public bool ConfirmsPromotion { get; init; }

    /// <summary>What the order wants written is not what is on disk, or a reload is asked for.</summary>
    public bool FilesDiffer { get; init; }

    /// <summary>Not waiting after failed starts.</summary>
    public bool MayStart { get; init; } = true;

    /// <summary>The running postmaster was started after the present order's revision came.</summary>
    public bool StartedForRevision { get; init; }
}
