using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;

namespace Howdah.Instances;

/// <summary>A PostgresCluster as the high-availability decisions see it.</summary>
public static class ClusterStates
{
    /// <exception cref="FormatException">The status holds a failover state that this version does not know.</exception>
    public static ClusterState From(V1PostgresCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var name = cluster.Metadata.Name ?? "";
        var status = cluster.Status;
        var failover = cluster.Spec.Failover ?? new FailoverSpec();
        var members = (status.Members ?? [])
            .Select(member => new Member(member.Name, Names.HostName(name, member.Name, cluster.Metadata.Namespace ?? ""), member.Address))
            .ToList();
        return new ClusterState
        {
            SystemIdentifier = status.SystemIdentifier,
            CurrentPrimary = status.CurrentPrimary,
            Timeline = status.Timeline,
            Failover = FailoverStatuses.ToProgress(status.Failover),
            Members = members,
            Synchronous = status.Synchronous is { } synchronous
                ? new SynchronousStandbys(synchronous.Number, [.. synchronous.Standbys], synchronous.Applied)
                : null,
            Fenced = Fenced(cluster.Metadata.Annotations, members),
            Restart = status.Restart is { } restart ? new RestartOrder(restart.Instance, restart.ConfigHash) : null,
            Instances = cluster.Spec.Instances,
            LeaseDuration = TimeSpan.FromSeconds(failover.LeaseDurationSeconds),
            PrimaryRestartTimeout = TimeSpan.FromSeconds(failover.PrimaryRestartTimeoutSeconds),
            Deleting = cluster.Metadata.DeletionTimestamp is not null,
        };
    }

    /// <summary>Instances of the annotation <see cref="PostgresClusterAnnotations.FencedInstances"/>: names separated by commas, <c>*</c> is every member.</summary>
    private static HashSet<string> Fenced(IDictionary<string, string>? annotations, List<Member> members)
    {
        if (annotations is null || !annotations.TryGetValue(PostgresClusterAnnotations.FencedInstances, out var value))
        {
            return [];
        }

        var names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Contains("*") ? [.. members.Select(member => member.Name), .. names] : [.. names];
    }
}
