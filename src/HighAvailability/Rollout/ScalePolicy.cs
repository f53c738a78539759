namespace Howdah.HighAvailability.Rollout;

/// <summary>What decides which instance is made or removed.</summary>
public sealed record ScaleObservation
{
    /// <summary>Prefix of the instances' names.</summary>
    public required string ClusterName { get; init; }

    /// <summary>spec.instances.</summary>
    public required int Wanted { get; init; }

    public required ClusterState Cluster { get; init; }

    /// <summary>Of the instances that could be reached.</summary>
    public IReadOnlyList<InstanceReport> Reports { get; init; } = [];

    /// <summary>Members that have never been ready: the next one waits for them.</summary>
    public IReadOnlySet<string> NeverReady { get; init; } = new HashSet<string>();

    public bool Paused { get; init; }
}

/// <param name="Create">The instance to make now, or null.</param>
/// <param name="Remove">The instance to remove now, or null.</param>
/// <param name="Reason">CamelCase, stable.</param>
/// <param name="Message">For people.</param>
public sealed record ScaleStep(string? Create, string? Remove, string Reason, string? Message = null);

/// <summary>One instance at a time: a new one takes the lowest free number, the highest goes first, the primary never goes.</summary>
public static class ScalePolicy
{
    public static ScaleStep Next(ScaleObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var cluster = observation.Cluster;
        var members = cluster.Members.Select(member => member.Name).ToList();
        if (members.Count == observation.Wanted)
        {
            return new ScaleStep(null, null, "AsWanted");
        }

        if (observation.Paused || cluster.Deleting || cluster.Failover.State != FailoverState.Stable)
        {
            return new ScaleStep(null, null, "NotNow", "The number of instances changes when no failover is under way");
        }

        return members.Count < observation.Wanted ? Up(observation, members) : Down(observation, members);
    }

    private static ScaleStep Up(ScaleObservation observation, List<string> members)
    {
        var unfinished = members.Where(name => name != observation.Cluster.CurrentPrimary && observation.NeverReady.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (members.Count > 0 && observation.Cluster.SystemIdentifier is null)
        {
            return new ScaleStep(null, null, "WaitForPrimary", "Further instances are made once the first is initialised");
        }

        if (unfinished.Count > 0)
        {
            return new ScaleStep(null, null, "WaitForInstance", $"The next instance is made once {string.Join(", ", unfinished)} has its data");
        }

        var serial = 1;
        while (members.Contains(Name(observation, serial)))
        {
            serial++;
        }

        return new ScaleStep(Name(observation, serial), null, "ScaleUp", $"Making {Name(observation, serial)}");
    }

    private static ScaleStep Down(ScaleObservation observation, List<string> members)
    {
        var cluster = observation.Cluster;
        var leaving = members.Where(name => name != cluster.CurrentPrimary).OrderByDescending(InstanceSerial.Of).FirstOrDefault();
        if (leaving is null || cluster.CurrentPrimary is null)
        {
            return new ScaleStep(null, null, "PrimaryStays", "The primary is not removed");
        }

        var needed = cluster.Synchronous?.Number ?? 0;
        var healthy = members.Count(name => name != cluster.CurrentPrimary && name != leaving && InstanceHealth.IsHealthy(cluster, observation.Reports, name));
        return healthy < needed
            ? new ScaleStep(null, null, "TooFewStandbys", $"{leaving} stays until {needed} other standby(s) stream: commits wait for that many")
            : new ScaleStep(null, leaving, "ScaleDown", $"Removing {leaving}");
    }

    private static string Name(ScaleObservation observation, int serial) => $"{observation.ClusterName}-{serial}";
}
