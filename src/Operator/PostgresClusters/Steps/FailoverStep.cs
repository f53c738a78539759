using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Failover;
using Howdah.HighAvailability.Lease;
using Howdah.HighAvailability.Rollout;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;
using FailoverMove = Howdah.HighAvailability.Failover.FailoverStep;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Takes the failover machine one step further, by compare-and-swap on the version of the cluster that it was computed from.</summary>
internal sealed class FailoverStep(IKubernetesClient client, OperatorOptions options, Narrator narrator, ClusterMetrics metrics) : IClusterStep
{
    /// <summary>A little past the end of a lease, so that it is seen as expired.</summary>
    private static readonly TimeSpan PastExpiry = TimeSpan.FromMilliseconds(20);

    public string Concern => "Failover";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        context.Replacement = ReplacementPolicy.Next(Rollout(context));
        var before = context.State.Failover;
        var move = FailoverMachine.Next(Observation(context));
        var changed = move.Next != before || move.CurrentPrimary is not null || move.Timeline is not null || move.Completed is not null;
        if (changed)
        {
            Apply(context.Status, move);
            context.Wrote(await client.UpdateStatusAsync(context.Cluster, cancellationToken).ConfigureAwait(false));
        }

        Tell(context, before, move);
        var answered = move.SwitchoverAnswered && await RemoveRequestAsync(context, cancellationToken).ConfigureAwait(false);

        context.LookAgainAfter(move.RequeueAfter);
        if (context.Snapshot.Lease == LeaseView.Held)
        {
            context.LookAgainAfter(context.Snapshot.LeaseRemaining + PastExpiry);
        }

        return answered || (changed && (move.Next.State != before.State || move.CurrentPrimary is not null)) ? StepResult.StartOver : StepResult.Continue;
    }

    private static FailoverObservation Observation(ClusterContext context)
    {
        var reports = context.Snapshot.Reports;
        return new FailoverObservation
        {
            Cluster = context.State,
            Lease = context.Snapshot.Lease,
            LeaseHolder = context.Snapshot.LeaseHolder,
            Reports = reports,
            Unreachable = [.. context.State.Members.Select(member => member.Name).Except(reports.Select(report => report.Name), StringComparer.Ordinal)],
            Now = context.Snapshot.Now,
            SwitchoverTo = context.Annotation(PostgresClusterAnnotations.SwitchoverTo),
            RollingUpdateTo = context.Replacement?.SwitchoverTo,
            AllowDataLossId = context.Annotation(PostgresClusterAnnotations.AllowDataLoss),
            NewId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
            Paused = context.Paused,
        };
    }

    private ReplacementObservation Rollout(ClusterContext context)
    {
        var members = context.State.Members.Select(member => context.Snapshot.Instance(member.Name) ?? new InstanceFacts(member.Name))
            .Select(instance => (instance.Name, Facts: instance, Wanted: RolloutFacts.Wanted(context.Cluster, instance.Name, options))).ToList();
        return new ReplacementObservation
        {
            Cluster = context.State,
            Reports = context.Snapshot.Reports,
            Outdated = members.Where(member => RolloutFacts.IsOutdated(member.Facts, member.Wanted)).Select(member => member.Name).ToHashSet(StringComparer.Ordinal),
            Unsettled = members.Where(member => RolloutFacts.IsUnsettled(member.Facts, member.Wanted)).Select(member => member.Name).ToHashSet(StringComparer.Ordinal),
            Paused = context.Paused,
        };
    }

    private static void Apply(PostgresClusterStatus status, FailoverMove move)
    {
        status.Failover = FailoverStatuses.ToStatus(move.Next);
        status.CurrentPrimary = move.CurrentPrimary ?? status.CurrentPrimary;
        status.Timeline = move.Timeline ?? status.Timeline;
        status.TargetPrimary = move.Next.State == FailoverState.Stable ? status.CurrentPrimary : move.Next.To ?? status.CurrentPrimary;
        if (move.Completed is { } completed)
        {
            status.LastFailover = FailoverStatuses.ToStatus(completed);
        }
    }

    private void Tell(ClusterContext context, FailoverProgress before, FailoverMove move)
    {
        if (move.Event is { } told)
        {
            narrator.Tell(context, told.Reason, told.Message, told.Warning);
        }

        if (move.Next.State != before.State)
        {
            narrator.Transition(context, before.State.ToString(), move.Next.State.ToString(), move.Next.Id ?? before.Id, move.Next.Message);
        }

        if (move.Completed is { } completed)
        {
            metrics.FailedOver(completed.Reason.ToString());
        }
    }

    /// <summary>
    /// The patch gives a version that may hold what others wrote meanwhile: nothing that was computed from an older one may be written on top of it.
    /// </summary>
    /// <returns>Whether there was a request.</returns>
    private async Task<bool> RemoveRequestAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Annotation(PostgresClusterAnnotations.SwitchoverTo) is null)
        {
            return false;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PostgresClusterAnnotations.SwitchoverTo] = null } },
        };
        context.Wrote(await client.PatchAsync<V1PostgresCluster>(context.Name, context.Namespace, patch, FieldManagers.Patch, cancellationToken).ConfigureAwait(false));
        return true;
    }
}
