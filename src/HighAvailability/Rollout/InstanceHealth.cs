namespace Howdah.HighAvailability.Rollout;

/// <summary>Whether an instance does its part right now.</summary>
public static class InstanceHealth
{
    /// <summary>The primary runs with its lease; a standby streams from the primary.</summary>
    public static bool IsHealthy(ClusterState cluster, IReadOnlyList<InstanceReport> reports, string name)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(reports);
        var report = reports.FirstOrDefault(report => report.Name == name);
        if (report is not { State: InstanceState.Running } || cluster.Fenced.Contains(name))
        {
            return false;
        }

        return name == cluster.CurrentPrimary
            ? report is { Role: InstanceRole.Primary, HoldsLease: true }
            : report.Role == InstanceRole.Standby && cluster.CurrentPrimary is not null && report.StreamingFrom == cluster.CurrentPrimary;
    }
}
