using Howdah.HighAvailability.Instance;

namespace Howdah.Sidecar.Wire;

/// <summary>
/// What the agent wants to be true. Level-based: it is sent again and again, and is complete each time. The last one counts until the next.
/// </summary>
internal sealed record SupervisorOrder
{
    /// <summary>Unique for each order sent; reported back once the supervisor acts by it.</summary>
    public string Id { get; init; } = "";

    public ServerGoal Goal { get; init; }

    /// <summary>CamelCase; why, for the log.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Initialize, Clone, Rewind and Restart are done once for each revision, failed or not.</summary>
    public string Revision { get; init; } = "";

    public ServerFiles? Files { get; init; }

    /// <summary>Clone and Rewind only.</summary>
    public SourceServer? Source { get; init; }

    /// <summary>Initialize only.</summary>
    public InitdbOptions? Initdb { get; init; }

    /// <summary>RunPrimary only: a promotion ends on a timeline higher than this.</summary>
    public int? PromoteAbove { get; init; }

    /// <summary>RunPrimary only: the failover a promotion belongs to; becomes the text of the mark of an unconfirmed one.</summary>
    public string? PromotionFor { get; init; }

    /// <summary>The promotion is on record: the mark of an unconfirmed one is removed.</summary>
    public bool ConfirmPromotion { get; init; }

    public int StopTimeoutMilliseconds { get; init; } = 60_000;

    /// <summary>The server reloads when it changes: certificates have been replaced.</summary>
    public string ReloadToken { get; init; } = "";
}

/// <summary>The files of the configuration, complete.</summary>
/// <param name="Configuration">howdah.conf, primary_conninfo included.</param>
/// <param name="Hba">pg_hba.conf.</param>
/// <param name="Hash">Reported back as the configuration on disk, and as the running one after a start.</param>
internal sealed record ServerFiles(string Configuration, string Hba, string Hash);

/// <param name="Name">The instance.</param>
/// <param name="ConnInfo">libpq's; file paths and host names, no secret.</param>
/// <param name="Slot">Used by pg_basebackup for its WAL; null: none.</param>
internal sealed record SourceServer(string Name, string ConnInfo, string? Slot);

/// <param name="WalSegmentSize">Megabytes; null leaves it to initdb.</param>
internal sealed record InitdbOptions(string Encoding, string Locale, bool DataChecksums, int? WalSegmentSize);
