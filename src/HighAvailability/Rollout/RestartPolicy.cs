namespace Howdah.HighAvailability.Rollout;

/// <summary>What decides who restarts.</summary>
public sealed record RestartObservation
{
    public required ClusterState Cluster { get; init; }

    /// <summary>Of the instances that could be reached.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>The values wanted of the parameters that a standby must not have lower than its primary.</summary>
    public IReadOnlyDictionary<string, long> HotStandbyParameters { get; init; } = new Dictionary<string, long>();

    public bool Paused { get; init; }
}

/// <param name="Order">status.restart; null: none.</param>
/// <param name="Reason">CamelCase, stable.</param>
/// <param name="Message">For people; null when no restart is pending.</param>
public sealed record RestartStep(RestartOrder? Order, string Reason, string? Message = null);

/// <summary>
/// Which instance may restart now for changed parameters, one at a time: standbys first (highest serial first), the primary last. When a parameter that a standby must
/// not have lower than its primary is lowered, the primary first.
/// </summary>
public static class RestartPolicy
{
    public static RestartStep Next(RestartObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var cluster = observation.Cluster;
        var pending = observation.Reports.Where(report => NeedsRestart(report) && !cluster.Fenced.Contains(report.Name)).ToList();
        if (pending.Count == 0)
        {
            return new RestartStep(null, "NothingPending");
        }

        if (observation.Paused || cluster.Deleting || cluster.Failover.State != FailoverState.Stable)
        {
            return new RestartStep(null, "NotNow", "Restarts wait until no failover is under way");
        }

        var next = Order(observation, pending)[0];
        var unwell = cluster.Members.Select(member => member.Name)
            .Where(name => name != next.Name && !cluster.Fenced.Contains(name) && !InstanceHealth.IsHealthy(cluster, observation.Reports, name))
            .Order(StringComparer.Ordinal).ToList();
        return unwell.Count > 0
            ? new RestartStep(null, "OthersUnhealthy", $"The restart of {next.Name} waits for {string.Join(", ", unwell)}")
            : new RestartStep(new RestartOrder(next.Name, next.ConfigHash!), "RestartPending", $"{next.Name} restarts for {string.Join(", ", next.PendingRestart)}");
    }

    /// <summary>Lowering one of these is done at the primary first: PostgreSQL refuses a standby with less than its primary.</summary>
    public static bool LowersHotStandbyParameter(IReadOnlyDictionary<string, long> wanted, InstanceReport? primary)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return primary is not null && wanted.Any(pair => primary.HotStandbyParameters.TryGetValue(pair.Key, out var running) && pair.Value < running);
    }

    private static bool NeedsRestart(InstanceReport report) =>
        report is { ConfigHash: { } hash, State: InstanceState.Running or InstanceState.NotStreaming } && report.RunningConfigHash != hash && report.PendingRestart.Count > 0;

    private static List<InstanceReport> Order(RestartObservation observation, List<InstanceReport> pending)
    {
        var primary = observation.Cluster.CurrentPrimary;
        var primaryFirst = LowersHotStandbyParameter(observation.HotStandbyParameters, observation.Reports.FirstOrDefault(report => report.Name == primary));
        return [.. pending
            .OrderBy(report => report.Name == primary ? primaryFirst ? 0 : 2 : 1)
            .ThenByDescending(report => InstanceSerial.Of(report.Name))];
    }
}
