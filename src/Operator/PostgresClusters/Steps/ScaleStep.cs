using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Quorum;
using Howdah.HighAvailability.Rollout;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>
/// Membership: who is in status.members exists. The record comes first, the StatefulSet follows it, in both directions; a member that
/// leaves is taken out of synchronous replication before.
/// </summary>
internal sealed class ScaleStep : IClusterStep
{
    public string Concern => "Scale";

    public Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.MayChange && context.State is { CurrentPrimary: not null, SystemIdentifier: not null })
        {
            Scale(context);
        }

        return Task.FromResult(StepResult.Continue);
    }

    private static void Scale(ClusterContext context)
    {
        if (FirstStandbys(context))
        {
            return;
        }

        var step = ScalePolicy.Next(new ScaleObservation
        {
            ClusterName = context.Name,
            Wanted = context.Cluster.Spec.Instances,
            Cluster = context.State,
            Reports = context.Snapshot.Reports,
            NeverReady = (context.Status.Members ?? []).Where(member => IsUnfinished(context, member)).Select(member => member.Name).ToHashSet(StringComparer.Ordinal),
        });
        if (step.Create is { } create)
        {
            Add(context, [create]);
        }
        else if (step.Remove is { } remove)
        {
            Remove(context, remove, step.Message ?? $"Removing {remove}");
        }
        else if (step.Message is { } message)
        {
            context.Activity ??= new Activity(step.Reason, message);
        }
    }

    /// <summary>A cluster without any standby gets all of them at once: each clones from the primary.</summary>
    private static bool FirstStandbys(ClusterContext context)
    {
        var wanted = context.Cluster.Spec.Instances;
        if (context.Members.Count != 1 || wanted <= 1 || context.State.Failover.State != FailoverState.Stable
            || !InstanceHealth.IsHealthy(context.State, context.Snapshot.Reports, context.State.CurrentPrimary!))
        {
            return false;
        }

        var free = Enumerable.Range(1, wanted).Select(serial => Names.Instance(context.Name, serial)).Except(context.Members, StringComparer.Ordinal).Take(wanted - 1);
        Add(context, [.. free]);
        return true;
    }

    private static void Add(ClusterContext context, IReadOnlyList<string> names)
    {
        context.Status.Members = [.. context.Status.Members ?? [], .. names.Select(name => new InstanceStatus { Name = name })];
        var message = $"Making {string.Join(", ", names)}";
        context.Activity ??= new Activity("ScalingUp", message);
        context.News.Add(("ScalingUp", message));
        context.LookAgainAfter(Reconciler.BusyInterval);
    }

    private static void Remove(ClusterContext context, string name, string message)
    {
        context.Leaving = name;
        context.Activity ??= new Activity("ScalingDown", message);
        context.LookAgainAfter(Reconciler.BusyInterval);
        if (IsWaitedFor(context.State.Synchronous, name))
        {
            return;
        }

        context.Status.Members = [.. (context.Status.Members ?? []).Where(member => member.Name != name)];
        var volume = context.Cluster.Spec.Storage.DeletionPolicy == "Delete" ? "deleted" : "kept";
        context.News.Add(("ScalingDown", $"{message}; its volume {Names.DataVolumeClaim(name)} is {volume}"));
    }

    /// <summary>By the record, or by a setting that elections must still hold under.</summary>
    private static bool IsWaitedFor(SynchronousStandbys? synchronous, string name) =>
        synchronous is not null
        && (synchronous.Names.Contains(name)
            || AppliedSettings.CountOn(synchronous.Applied, name));

    /// <summary>It has no complete data directory yet.</summary>
    private static bool IsUnfinished(ClusterContext context, InstanceStatus member) =>
        (context.Snapshot.Report(member.Name)?.Role.ToString() ?? member.Role) is null or nameof(InstanceRole.None);
}
