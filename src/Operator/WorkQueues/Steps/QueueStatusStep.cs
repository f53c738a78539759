using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Conditions;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Schema;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Writes what the steps before it have come to, if it is worth a write: once, by compare-and-swap.</summary>
internal sealed class QueueStatusStep(IKubernetesClient client, QueueNarrator narrator, QueueMetrics metrics, TimeProvider time) : IQueueStep
{
    public string Concern => "Status";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        Fill(context);
        metrics.Observe(context);
        var sinceWritten = context.Memory.Written is { } written ? time.GetElapsedTime(written) : TimeSpan.MaxValue;
        if (!QueueStatusChangePolicy.NeedsWrite(context.Before, context.Status, sinceWritten))
        {
            return;
        }

        var before = context.Before.Conditions ?? [];
        context.Wrote(await client.UpdateStatusAsync(context.Queue, cancellationToken).ConfigureAwait(false));
        context.Memory.Written = time.GetTimestamp();
        foreach (var (reason, message) in context.News)
        {
            narrator.Tell(context, reason, message);
        }

        narrator.TellTransitions(context, before, context.Status.Conditions ?? []);
    }

    private void Fill(QueueContext context)
    {
        var status = context.Status;
        status.ObservedGeneration = context.Queue.Metadata.Generation;
        status.Conditions ??= [];
        var conditions = new ConditionSet(status.Conditions, context.Queue.Metadata.Generation, time);
        var isInSearch = context.Spec.Backend == WorkQueueBackend.OpenSearch;
        var facts = new QueueConditionFacts
        {
            Spec = context.Spec,
            Place = isInSearch ? $"Index {QueueNames.Index(context.Queue)}" : $"Schema {context.Schema}",
            Problems = context.Problems,
            Troubles = context.Troubles,
            Waiting = context.Waiting,
            SchemaVersion = status.SchemaVersion,
            LatestVersion = isInSearch ? WorkIndex.LatestVersion : QueueSchema.LatestVersion,
            DatabaseDone = context.DatabaseDone,
            Counts = context.Counts,
            Horizon = context.Horizon,
            Gateway = context.Gateway,
        };
        var judged = QueueConditionPolicy.Of(facts);
        foreach (var wanted in judged)
        {
            conditions.Set(wanted.Type, wanted.Status, wanted.Reason, wanted.Message);
        }

        foreach (var type in status.Conditions.Select(condition => condition.Type).Except(judged.Select(wanted => wanted.Type)).ToList())
        {
            conditions.Remove(type);
        }
    }
}
