using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>Makes the world agree with one object. Called for one object by at most one worker at a time.</summary>
public interface IEntityController<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>One idempotent step; the entity is a private copy from the informer's store.</summary>
    Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>The object is gone. Best effort: what must happen before deletion belongs in a finalizer.</summary>
    Task DeletedAsync(TEntity entity, CancellationToken cancellationToken) => Task.CompletedTask;
}
