using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Operator;

namespace Howdah.Operator.WorkQueues;

/// <summary>Makes WorkQueues true; see <see cref="QueueReconciler"/> for the order of things.</summary>
internal sealed class WorkQueueController(QueueReconciler reconciler, QueueMemories memories, QueueMetrics metrics) : IEntityController<V1WorkQueue>
{
    public Task<ReconciliationResult<V1WorkQueue>> ReconcileAsync(V1WorkQueue entity, CancellationToken cancellationToken) =>
        reconciler.ReconcileAsync(entity, cancellationToken);

    public Task DeletedAsync(V1WorkQueue entity, CancellationToken cancellationToken)
    {
        memories.Forget(entity);
        metrics.Forget(entity);
        return Task.CompletedTask;
    }
}
