using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.WorkQueues.Steps;

namespace Howdah.Operator.WorkQueues;

/// <summary>Runs the steps in their order. A step that fails becomes a trouble in a condition and does not keep the others from running.</summary>
internal sealed class QueueReconciler(QueueMemories memories, IReadOnlyList<IQueueStep> steps)
{
    /// <summary>Workers are scaled by what is seen this often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ConflictInterval = TimeSpan.FromMilliseconds(50);

    public async Task<ReconciliationResult<V1WorkQueue>> ReconcileAsync(V1WorkQueue queue, CancellationToken cancellationToken)
    {
        var context = new QueueContext(queue, memories.Of(queue));
        Exception? failure = null;
        foreach (var step in steps)
        {
            try
            {
                await step.RunAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (KubernetesApiException conflict) when (conflict.IsConflict)
            {
                return ReconciliationResult<V1WorkQueue>.Success(context.Queue, ConflictInterval);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (Troubles.Of(step.Concern, exception) is { } trouble)
                {
                    context.Troubles.Add(trouble);
                }
                else
                {
                    failure ??= exception;
                }
            }
        }

        return failure is null
            ? ReconciliationResult<V1WorkQueue>.Success(context.Queue, context.RequeueAfter)
            : ReconciliationResult<V1WorkQueue>.Failure(context.Queue, failure.Message, failure, context.RequeueAfter);
    }
}
