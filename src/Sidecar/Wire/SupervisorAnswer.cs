using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Wire;

internal sealed record SupervisorAnswer
{
    public required SupervisorReport Report { get; init; }

    /// <summary>Rises with every change of the report worth waking somebody for.</summary>
    public long Version { get; init; }

    /// <summary>Differs after a restart of the supervisor.</summary>
    public string SupervisorId { get; init; } = "";

    /// <summary>
    /// The order the report was made under. "Verified stopped" is a promise only under an order that starts nothing: under another one a server may start
    /// right after.
    /// </summary>
    public string? AppliedOrder { get; init; }

    /// <summary>Major version of the programs.</summary>
    public int MajorVersion { get; init; }

    /// <summary>Rises whenever the server logs that its primary no longer has the WAL it needs.</summary>
    public long WalMissing { get; init; }

    /// <summary>The order whose one-time operation runs, and the last one whose operation has ended.</summary>
    public string? RunningRevision { get; init; }

    public string? FinishedRevision { get; init; }
}
