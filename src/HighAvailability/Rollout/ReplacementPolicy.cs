namespace Howdah.HighAvailability.Rollout;

/// <summary>What decides whose pod is replaced.</summary>
public sealed record ReplacementObservation
{
    public required ClusterState Cluster { get; init; }

    /// <summary>Of the instances that could be reached.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>Members whose pod was made from another template than the present one.</summary>
    public IReadOnlySet<string> Outdated { get; init; } = new HashSet<string>();

    /// <summary>Members whose pod is leaving, or of which it is not known yet from what template the next pod will be made: whatever they report may be over in a moment.</summary>
    public IReadOnlySet<string> Unsettled { get; init; } = new HashSet<string>();

    public bool Paused { get; init; }
}

/// <param name="Replace">The instance whose pod is to be deleted now, or null.</param>
/// <param name="SwitchoverTo">The instance that is to become primary first (<c>FailoverObservation.RollingUpdateTo</c>), or null.</param>
/// <param name="Reason">CamelCase, stable.</param>
/// <param name="Message">For people.</param>
public sealed record ReplacementStep(string? Replace, string? SwitchoverTo, string Reason, string? Message = null);

/// <summary>
/// Whose pod is replaced next for a changed template: standbys first (highest serial first), then the role moves to a standby that has been replaced, then the old primary. The
/// only instance of a cluster is replaced in place. One at a time, and only while everybody else is healthy.
/// </summary>
public static class ReplacementPolicy
{
    public static ReplacementStep Next(ReplacementObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var cluster = observation.Cluster;
        var members = cluster.Members.Select(member => member.Name).ToList();
        var outdated = members.Where(observation.Outdated.Contains).ToList();
        if (outdated.Count == 0)
        {
            return new ReplacementStep(null, null, "UpToDate");
        }

        if (observation.Paused || cluster.Deleting || cluster.Failover.State != FailoverState.Stable || cluster.Restart is not null)
        {
            return new ReplacementStep(null, null, "NotNow", "Pods are replaced when no failover and no restart is under way");
        }

        var unsettled = members.Where(observation.Unsettled.Contains).Order(StringComparer.Ordinal).ToList();
        if (unsettled.Count > 0)
        {
            return new ReplacementStep(null, null, "Unsettled", $"The replacement of pods waits for {string.Join(", ", unsettled)} to settle");
        }

        // A broken pod on an old template first: the new template may be its cure, and it cannot get worse.
        var next = outdated.Where(name => name != cluster.CurrentPrimary)
            .OrderBy(name => Healthy(observation, name)).ThenByDescending(InstanceSerial.Of).FirstOrDefault();
        return next is not null ? Standby(observation, members, next) : Primary(observation, members, outdated[0]);
    }

    private static ReplacementStep Standby(ReplacementObservation observation, List<string> members, string next)
    {
        var unwell = Unhealthy(observation, members, next);
        return unwell.Count > 0
            ? Wait(next, unwell)
            : new ReplacementStep(next, null, "ReplaceStandby", $"The pod of {next} is replaced");
    }

    private static ReplacementStep Primary(ReplacementObservation observation, List<string> members, string primary)
    {
        if (members.Count == 1)
        {
            return new ReplacementStep(primary, null, "ReplaceInPlace", $"The pod of {primary}, the only instance, is replaced");
        }

        var unwell = Unhealthy(observation, members, primary);
        if (unwell.Count > 0)
        {
            return Wait(primary, unwell);
        }

        var candidate = observation.Reports
            .Where(report => report.Name != primary && members.Contains(report.Name) && Healthy(observation, report.Name))
            .OrderByDescending(report => report.FlushedLsn ?? default).ThenBy(report => report.Name, StringComparer.Ordinal).FirstOrDefault()?.Name;
        return candidate is null
            ? new ReplacementStep(null, null, "NoCandidate", $"The replacement of {primary} waits for a standby that is not fenced")
            : new ReplacementStep(null, candidate, "SwitchoverBeforeReplacement", $"{candidate} becomes primary before the pod of {primary} is replaced");
    }

    private static ReplacementStep Wait(string next, List<string> unwell) =>
        new(null, null, "OthersUnhealthy", $"The replacement of {next} waits for {string.Join(", ", unwell)}");

    private static List<string> Unhealthy(ReplacementObservation observation, List<string> members, string except) =>
        [.. members.Where(name => name != except && !observation.Cluster.Fenced.Contains(name) && !Healthy(observation, name)).Order(StringComparer.Ordinal)];

    private static bool Healthy(ReplacementObservation observation, string name) => InstanceHealth.IsHealthy(observation.Cluster, observation.Reports, name);
}
