using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>
/// Runs while the object is being deleted, until it returns a success without a requeue; then the finalizer is taken off.
/// </summary>
public interface IEntityFinalizer<TEntity>
    where TEntity : class, IKubernetesObject
{
    Task<ReconciliationResult<TEntity>> FinalizeAsync(TEntity entity, CancellationToken cancellationToken);
}
