using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Postgres;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>How a cluster without a primary on record comes to have one.</summary>
internal abstract record BootstrapDecision
{
    /// <summary>There is nothing yet: this instance runs initdb.</summary>
    public sealed record Initialize(string Instance) : BootstrapDecision;

    /// <summary>Volumes of an earlier cluster of this name exist: bring these instances up to see what is on them.</summary>
    public sealed record Inspect(IReadOnlyList<string> Instances, string Message) : BootstrapDecision;

    /// <summary>This instance goes on as the primary.</summary>
    public sealed record Adopt(string Instance, string SystemIdentifier, int Timeline, IReadOnlyList<string> Instances) : BootstrapDecision;

    /// <summary>The volumes do not belong together.</summary>
    public sealed record Refuse(IReadOnlyList<string> Instances, string Message) : BootstrapDecision;
}

/// <summary>The first primary: a fresh one, or the best of the volumes that were kept when a cluster of this name was deleted.</summary>
internal static class BootstrapPolicy
{
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="instances">What is seen of every instance that has a volume or a StatefulSet.</param>
    public static BootstrapDecision Decide(string cluster, IReadOnlyCollection<InstanceFacts> instances)
    {
        var kept = instances.Where(instance => instance.Volume is { Metadata.DeletionTimestamp: null } && Names.Serial(cluster, instance.Name) is >= 1)
            .OrderBy(instance => Names.Serial(cluster, instance.Name)).ToList();
        if (kept.Count == 0)
        {
            return new BootstrapDecision.Initialize(Names.Instance(cluster, 1));
        }

        var names = kept.ConvertAll(instance => instance.Name);
        var unknown = kept.Where(instance => !IsKnown(instance.Report)).ToList();
        if (unknown.Count > 0)
        {
            return new BootstrapDecision.Inspect(names, Waiting(unknown));
        }

        var withData = kept.Where(instance => instance.Report!.SystemIdentifier is not null).ToList();
        if (withData.Count == 0)
        {
            return new BootstrapDecision.Initialize(names[0]);
        }

        var systems = withData.GroupBy(instance => instance.Report!.SystemIdentifier!, StringComparer.Ordinal).ToList();
        return systems.Count > 1 ? new BootstrapDecision.Refuse(names, Different(systems)) : Choose(withData.ConvertAll(instance => instance.Report!), names);
    }

    /// <summary>What is on the volume has been looked at: a stopped server's control data, or an empty directory.</summary>
    private static bool IsKnown(InstanceReport? report) =>
        report is { State: InstanceState.Stopped or InstanceState.Pending or InstanceState.Running or InstanceState.NotStreaming or InstanceState.Fenced or InstanceState.Failed }
        && (report.SystemIdentifier is null) == (report.Role == InstanceRole.None);

    /// <summary>
    /// The highest timeline; on it a former primary, which has everything its standbys have; then the highest position.
    /// </summary>
    private static BootstrapDecision.Adopt Choose(List<InstanceReport> reports, List<string> names)
    {
        var best = reports.OrderByDescending(report => report.Timeline ?? 0)
            .ThenBy(report => report.HasStandbySignal)
            .ThenByDescending(report => Lsn.Max(report.FlushedLsn ?? Lsn.Zero, report.CheckpointLsn ?? Lsn.Zero))
            .ThenBy(report => report.Name, StringComparer.Ordinal)
            .First();
        return new BootstrapDecision.Adopt(best.Name, best.SystemIdentifier!, best.Timeline ?? 1, names);
    }

    private static string Waiting(List<InstanceFacts> unknown)
    {
        var parts = unknown.Select(instance =>
            $"{instance.Name} ({instance.Report?.Message ?? instance.Report?.State.ToString() ?? instance.Silence ?? "not started"})");
        var claims = unknown.Select(instance => Names.DataVolumeClaim(instance.Name));
        return $"Volumes of an earlier cluster exist; waiting to see what is on those of {string.Join(", ", parts)}. "
            + $"To go on without them, delete the PersistentVolumeClaims {string.Join(", ", claims)}";
    }

    private static string Different(List<IGrouping<string, InstanceFacts>> systems)
    {
        var parts = systems.Select(system =>
            $"{string.Join(", ", system.Select(instance => Names.DataVolumeClaim(instance.Name)))} (system {system.Key})");
        return $"The volumes belong to different database systems: {string.Join("; ", parts)}. Delete the PersistentVolumeClaims of all but one system";
    }
}
