using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Conditions;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>A condition as it should be.</summary>
internal sealed record WantedCondition(string Type, ConditionStatus Status, string Reason, string Message);

/// <summary>The conditions of a PostgresCluster.</summary>
internal static class ConditionPolicy
{
    public static IReadOnlyList<WantedCondition> Of(ConditionFacts facts) => [Ready(facts), Progressing(facts), SystemIdentifier(facts), Replication(facts)];

    private static WantedCondition Ready(ConditionFacts facts)
    {
        const string Type = PostgresClusterConditions.Ready;
        if (facts.State.Deleting)
        {
            return new WantedCondition(Type, ConditionStatus.False, "Deleting", "The cluster is being deleted");
        }

        if (!facts.IsInitialized)
        {
            return new WantedCondition(Type, ConditionStatus.False, "Bootstrapping", NotReady(facts) ?? "The first instance is being initialised");
        }

        if (!facts.PrimaryIsReady)
        {
            var message = facts.IsFailingOver ? facts.State.Failover.Message : NotReady(facts);
            return new WantedCondition(
                Type, ConditionStatus.False, facts.IsFailingOver ? "FailingOver" : "PrimaryNotReady", message ?? $"{facts.State.CurrentPrimary} does not accept writes");
        }

        if (facts.Snapshot.Report(facts.State.CurrentPrimary)?.Preparing is { } missingYet)
        {
            return new WantedCondition(Type, ConditionStatus.False, "Preparing", $"{facts.State.CurrentPrimary} accepts writes; {missingYet}");
        }

        if (facts.Members.Count < facts.Wanted || facts.ReadyCount < facts.Wanted)
        {
            var missing = NotReady(facts) ?? $"{facts.Members.Count} of {facts.Wanted} instances exist";
            return new WantedCondition(Type, ConditionStatus.False, "InstancesNotReady", $"{facts.State.CurrentPrimary} accepts writes; {missing}");
        }

        if (facts.Cluster.Spec.Replication?.Synchronous is { } synchronous && facts.State.Synchronous is not { Number: > 0 } && facts.Problems.Count == 0)
        {
            return new WantedCondition(
                Type, ConditionStatus.False, "NotSynchronousYet", $"Commits do not wait for {synchronous.Number} standby(s) yet");
        }

        return new WantedCondition(
            Type, ConditionStatus.True, "AllInstancesReady", $"{facts.State.CurrentPrimary} is primary; {facts.ReadyCount} of {facts.Wanted} instances are ready");
    }

    private static WantedCondition Progressing(ConditionFacts facts)
    {
        const string Type = PostgresClusterConditions.Progressing;
        if (facts.Problems.Count > 0)
        {
            return new WantedCondition(Type, ConditionStatus.False, "InvalidSpec", SpecValidation.Summary(facts.Problems));
        }

        if (facts.Paused)
        {
            return new WantedCondition(
                Type, ConditionStatus.False, "Paused", $"The operator leaves the cluster alone; remove the annotation {PostgresClusterAnnotations.Paused} to go on");
        }

        if (facts.Troubles.Count > 0)
        {
            return new WantedCondition(Type, ConditionStatus.False, facts.Troubles[0].Reason, string.Join("; ", facts.Troubles.Select(trouble => trouble.Message)));
        }

        if (facts.State.Deleting)
        {
            return new WantedCondition(Type, ConditionStatus.True, "Deleting", facts.Activity?.Message ?? "Stopping the instances");
        }

        if (facts.IsFailingOver)
        {
            return new WantedCondition(Type, ConditionStatus.True, "FailingOver", facts.State.Failover.Message ?? $"{facts.State.Failover.State}");
        }

        if (facts.Activity is { } activity)
        {
            return new WantedCondition(Type, ConditionStatus.True, activity.Reason, activity.Message);
        }

        return facts.IsInitialized
            ? new WantedCondition(Type, ConditionStatus.False, "AsSpecified", "Nothing is being changed")
            : new WantedCondition(Type, ConditionStatus.True, "Bootstrapping", "The first instance is being initialised");
    }

    private static WantedCondition SystemIdentifier(ConditionFacts facts)
    {
        const string Type = PostgresClusterConditions.ConsistentSystemId;
        if (facts.ForeignVolumes is { } message)
        {
            return new WantedCondition(Type, ConditionStatus.False, "ForeignSystemIdentifier", message);
        }

        if (facts.State.SystemIdentifier is not { } identifier)
        {
            return new WantedCondition(Type, ConditionStatus.Unknown, "NotInitialized", "No system identifier is on record yet");
        }

        var foreign = facts.Snapshot.Reports.Where(report => report.SystemIdentifier is { } other && other != identifier)
            .OrderBy(report => report.Name, StringComparer.Ordinal)
            .Select(report => $"PersistentVolumeClaim {Names.DataVolumeClaim(report.Name)} belongs to the database system {report.SystemIdentifier}, not {identifier}; "
                + $"delete it together with pod {Names.Pod(report.Name)} to have the instance cloned anew")
            .ToList();
        return foreign.Count > 0
            ? new WantedCondition(Type, ConditionStatus.False, "ForeignSystemIdentifier", string.Join("; ", foreign))
            : new WantedCondition(Type, ConditionStatus.True, "Consistent", $"All volumes that could be seen belong to the database system {identifier}");
    }

    private static WantedCondition Replication(ConditionFacts facts)
    {
        const string Type = PostgresClusterConditions.ReplicationHealthy;
        if (!facts.IsInitialized)
        {
            return new WantedCondition(Type, ConditionStatus.Unknown, "NotInitialized", "There is no primary yet");
        }

        var standbys = facts.Members.Where(member => member.Name != facts.State.CurrentPrimary).ToList();
        if (standbys.Count == 0)
        {
            return new WantedCondition(Type, ConditionStatus.True, "NoStandbys", "There are no standbys");
        }

        var broken = standbys.Where(member => member.Ready != true).ToList();
        if (broken.Count > 0)
        {
            return new WantedCondition(Type, ConditionStatus.False, "NotStreaming", string.Join("; ", broken.Select(Describe)));
        }

        var lost = (facts.Snapshot.Report(facts.State.CurrentPrimary)?.Standbys ?? []).Where(standby => standby.SlotWalStatus is "lost" or "unreserved").ToList();
        return lost.Count > 0
            ? new WantedCondition(
                Type, ConditionStatus.False, "SlotFallingBehind", $"The primary no longer keeps all WAL for {string.Join(", ", lost.Select(standby => standby.Name))}")
            : new WantedCondition(Type, ConditionStatus.True, "AllStreaming", $"{standbys.Count} standby(s) stream from {facts.State.CurrentPrimary}");
    }

    private static string? NotReady(ConditionFacts facts)
    {
        var parts = facts.Members.Where(member => member.Ready != true).Select(Describe).ToList();
        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    /// <summary>Without numbers that change all the time: a message that changes is a write.</summary>
    private static string Describe(InstanceStatus member) => member.State is null
        ? $"{member.Name} does not exist yet"
        : member.Message is { } message && member.State is not (nameof(InstanceState.Cloning) or nameof(InstanceState.Rewinding))
            ? $"{member.Name} is {member.State}: {message}"
            : $"{member.Name} is {member.State}";
}
