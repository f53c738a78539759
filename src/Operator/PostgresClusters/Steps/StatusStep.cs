using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Conditions;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>Writes what the steps before it have come to, if it is worth a write: once, by compare-and-swap.</summary>
internal sealed class StatusStep(IKubernetesClient client, Narrator narrator, ClusterMetrics metrics, TimeProvider time) : IClusterStep
{
    public string Concern => "Status";

    public bool RunsWhilePaused => true;

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        var facts = Fill(context);
        metrics.Observe(context, facts);
        narrator.TellTroubles(context);
        TellForeign(context);
        var numbersAreOld = context.Memory.NumbersWritten is not { } written || time.GetElapsedTime(written) >= StatusChangePolicy.NumbersEvery;
        if (!StatusChangePolicy.NeedsWrite(context.Before, context.Status, numbersAreOld))
        {
            return StepResult.Continue;
        }

        context.Wrote(await client.UpdateStatusAsync(context.Cluster, cancellationToken).ConfigureAwait(false));
        context.Memory.NumbersWritten = time.GetTimestamp();
        foreach (var (reason, message) in context.News)
        {
            narrator.Tell(context, reason, message);
        }

        return StepResult.Continue;
    }

    private ConditionFacts Fill(ClusterContext context)
    {
        var status = context.Status;
        // Decided by what is true after this write.
        var state = ClusterStates.From(context.Cluster);
        status.Members = MemberPolicy.Rows(context.Name, state, context.Snapshot, status.Members ?? []);
        var facts = new ConditionFacts
        {
            Cluster = context.Cluster,
            State = state,
            Snapshot = context.Snapshot,
            Members = status.Members,
            Problems = context.Problems,
            Troubles = context.Troubles,
            Activity = context.Activity,
            Paused = context.Paused,
            ForeignVolumes = context.ForeignVolumes,
        };
        status.ObservedGeneration = context.Cluster.Metadata.Generation;
        status.Phase = PhasePolicy.Of(facts);
        status.Instances = status.Members.Count;
        status.ReadyInstances = facts.ReadyCount;
        status.Selector = $"{Labels.Cluster}={context.Name}";
        if (state.Failover.State == FailoverState.Stable)
        {
            status.TargetPrimary = status.CurrentPrimary;
        }

        status.PostgresVersion = context.Snapshot.Report(status.CurrentPrimary)?.PostgresVersion ?? status.PostgresVersion;
        status.Conditions ??= [];
        var conditions = new ConditionSet(status.Conditions, context.Cluster.Metadata.Generation, time);
        foreach (var wanted in ConditionPolicy.Of(facts))
        {
            conditions.Set(wanted.Type, wanted.Status, wanted.Reason, wanted.Message);
        }

        return facts;
    }

    private void TellForeign(ClusterContext context)
    {
        const string Topic = "foreign";
        var condition = context.Status.Conditions!.Find(PostgresClusterConditions.ConsistentSystemId);
        if (condition is { Status: nameof(ConditionStatus.False) })
        {
            narrator.TellOnce(context, Topic, condition.Reason, condition.Message);
        }
        else
        {
            Narrator.Settle(context, Topic);
        }
    }
}
