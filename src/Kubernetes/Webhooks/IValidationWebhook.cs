using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>
/// Says yes or no before the API server stores an object. It must have no side effects; when it throws, the answer is an error of the
/// webhook, and its <c>failurePolicy</c> decides. <see cref="ValidationWebhook{TEntity}"/> allows what is not overridden.
/// </summary>
public interface IValidationWebhook<TEntity>
    where TEntity : class, IKubernetesObject
{
    Task<ValidationResult> CreateAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken);

    Task<ValidationResult> UpdateAsync(TEntity oldEntity, TEntity newEntity, bool dryRun, CancellationToken cancellationToken);

    Task<ValidationResult> DeleteAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken);
}
