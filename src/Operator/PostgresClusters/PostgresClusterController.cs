using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters;

/// <summary>Makes PostgresClusters true; see <see cref="Reconciler"/> for the order of things.</summary>
internal sealed class PostgresClusterController(Reconciler reconciler, ClusterMemories memories, IAgentClient agents, ClusterMetrics metrics)
    : IEntityController<V1PostgresCluster>
{
    public Task<ReconciliationResult<V1PostgresCluster>> ReconcileAsync(V1PostgresCluster entity, CancellationToken cancellationToken) =>
        reconciler.ReconcileAsync(entity, cancellationToken);

    public Task DeletedAsync(V1PostgresCluster entity, CancellationToken cancellationToken)
    {
        memories.Forget(entity);
        metrics.Forget(entity);
        agents.Forget(entity.Metadata.Uid ?? "");
        return Task.CompletedTask;
    }
}
