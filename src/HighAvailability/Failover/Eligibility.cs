namespace Howdah.HighAvailability.Failover;

/// <summary>Which standbys may become primary at all, whether or not they have stopped receiving.</summary>
public static class Eligibility
{
    /// <summary>
    /// Null when this instance may be promoted; else why not. Needed: a member other than <paramref name="except"/>, not fenced, a running standby with the
    /// recorded system identifier that has replayed its local WAL and knows its timeline and position.
    /// </summary>
    public static string? Obstacle(ClusterState cluster, InstanceReport report, string? except)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(report);
        if (report.Name == except)
        {
            return "it is the old primary";
        }

        if (!cluster.Members.Any(member => member.Name == report.Name))
        {
            return "it is not a member";
        }

        if (cluster.Fenced.Contains(report.Name))
        {
            return "it is fenced";
        }

        if (report.SystemIdentifier is null || report.SystemIdentifier != cluster.SystemIdentifier)
        {
            return "its data has another system identifier";
        }

        if (report.Role != InstanceRole.Standby || !report.HasStandbySignal)
        {
            return "it is not a standby";
        }

        if (report.State is not (InstanceState.Running or InstanceState.NotStreaming or InstanceState.SlotLost))
        {
            return $"it is {report.State}";
        }

        if (!report.LocalWalReplayed || report.Timeline is null || report.FlushedLsn is null)
        {
            return "it has not replayed its local WAL";
        }

        return null;
    }

    public static IReadOnlyList<InstanceReport> Eligible(ClusterState cluster, IReadOnlyList<InstanceReport> reports, string? except)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return [.. reports.Where(report => Obstacle(cluster, report, except) is null)];
    }
}
