using Howdah.HighAvailability.Quorum;

namespace Howdah.HighAvailability.Failover;

/// <summary>What an election found.</summary>
/// <param name="Winner">The instance to promote, or null.</param>
/// <param name="Missing">With synchronous replication: how many more standbys must have stopped receiving before the result is proven complete.</param>
/// <param name="Message">Who won and why, or what is missing.</param>
public sealed record ElectionResult(string? Winner, int Missing, string Message);

/// <summary>
/// Chooses the next primary among standbys that have stopped receiving (<see cref="InstanceReport.FencedFor"/> is this failover): highest timeline, then
/// highest flushed position, then name. An instance that won this very election before goes first. The timeline comes first because a primary that was cut off may have written past the point where the next one branched off.
/// </summary>
public static class Election
{
    /// <param name="cluster">With the failover on record.</param>
    /// <param name="reports">Of the instances that could be reached.</param>
    /// <param name="allowDataLossId">The failover for which the quorum rule may be broken.</param>
    /// <exception cref="ArgumentException">No failover is on record.</exception>
    public static ElectionResult Elect(ClusterState cluster, IReadOnlyList<InstanceReport> reports, string? allowDataLossId = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(reports);
        var failover = cluster.Failover;
        var id = failover.Id ?? throw new ArgumentException("There is no failover on record.", nameof(cluster));
        if (PromotedBefore(cluster, reports, failover, id) is { } promoted)
        {
            return new ElectionResult(promoted, 0, "It won this election before and was promoted");
        }

        var stopped = Eligibility.Eligible(cluster, reports, failover.From).Where(report => report.FencedFor == id).ToList();
        var missing = allowDataLossId == id ? 0 : Missing(cluster, [.. stopped.Select(report => report.Name)]);
        if (stopped.Count == 0)
        {
            return new ElectionResult(null, missing, "No eligible standby has stopped receiving yet");
        }

        if (missing > 0)
        {
            return new ElectionResult(null, missing,
                $"{missing} more standby(s) of {Names(cluster)} must stop receiving to prove that no acknowledged commit is lost; "
                + $"to go on without, set the annotation howdah.dev/allow-data-loss to {id}");
        }

        var best = stopped.Max(Position);
        return failover.Planned
            ? Planned(failover, reports, stopped, best)
            : new ElectionResult(Best(stopped, best, failover.To), 0, $"Timeline {best.Timeline}, flushed to {best.Flushed}");
    }

    /// <summary>
    /// A candidate that was promoted and then lost its lease before anybody saw it is no standby any more, and yet has all that the election proved; nobody can have
    /// acknowledged anything since without it.
    /// </summary>
    private static string? PromotedBefore(ClusterState cluster, IReadOnlyList<InstanceReport> reports, FailoverProgress failover, string id) =>
        reports.Where(report => report.PromotedFor == id && report.Role == InstanceRole.Primary && report.SystemIdentifier == cluster.SystemIdentifier
                && report.State is InstanceState.Running or InstanceState.Starting or InstanceState.Stopped
                && !cluster.Fenced.Contains(report.Name) && cluster.Members.Any(member => member.Name == report.Name))
            .OrderByDescending(report => report.Name == failover.To).ThenByDescending(report => report.Timeline).ThenBy(report => report.Name, StringComparer.Ordinal)
            .FirstOrDefault()?.Name;

    private static ElectionResult Planned(
        FailoverProgress failover, IReadOnlyList<InstanceReport> reports, List<InstanceReport> stopped, (int Timeline, Postgres.Lsn Flushed) best)
    {
        var candidate = stopped.Find(report => report.Name == failover.To);
        if (candidate is null)
        {
            return new ElectionResult(null, 0, $"{failover.To} has not stopped receiving yet");
        }

        var old = reports.FirstOrDefault(report => report.Name == failover.From);
        if (old is null || old.ControlState != CleanShutdown || old.CheckpointLsn is not { } checkpoint)
        {
            return new ElectionResult(null, 0, $"{failover.From} has not reported a clean shutdown yet");
        }

        if (candidate.ReplayedLsn is not { } replayed || replayed <= checkpoint)
        {
            return new ElectionResult(null, 0, $"{candidate.Name} has not replayed the shutdown checkpoint at {checkpoint} yet");
        }

        return Position(candidate).CompareTo(best) < 0
            ? new ElectionResult(null, 0, $"Another standby is further than {candidate.Name}: {best.Flushed} on timeline {best.Timeline}")
            : new ElectionResult(candidate.Name, 0, $"It has the shutdown checkpoint at {checkpoint}");
    }

    /// <summary>pg_controldata's word for a server that wrote its shutdown checkpoint.</summary>
    internal const string CleanShutdown = "shut down";

    /// <summary>Among equals, one that has just failed to be promoted (<paramref name="failed"/>) comes last.</summary>
    private static string Best(List<InstanceReport> stopped, (int Timeline, Postgres.Lsn Flushed) best, string? failed) =>
        stopped.Where(report => Position(report).CompareTo(best) == 0)
            .OrderBy(report => report.Name == failed)
            .ThenBy(report => report.Name, StringComparer.Ordinal)
            .First().Name;

    private static (int Timeline, Postgres.Lsn Flushed) Position(InstanceReport report) => (report.Timeline ?? 0, report.FlushedLsn ?? default);

    /// <summary>By the record, and by what the primary last ran with.</summary>
    private static int Missing(ClusterState cluster, List<string> stopped)
    {
        if (cluster.Synchronous is not { } synchronous)
        {
            return 0;
        }

        return Math.Max(QuorumRule.Missing(stopped, synchronous.Number, [.. synchronous.Names]), AppliedSettings.Missing(stopped, synchronous.Applied));
    }

    private static string Names(ClusterState cluster) => cluster.Synchronous is { Number: > 0 } record ? string.Join(", ", record.Names) : cluster.Synchronous?.Applied ?? "";
}
