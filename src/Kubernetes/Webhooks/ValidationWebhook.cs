using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>Base of validating webhooks: override what is to be judged, with or without I/O.</summary>
public abstract class ValidationWebhook<TEntity> : IValidationWebhook<TEntity>
    where TEntity : class, IKubernetesObject
{
    public virtual Task<ValidationResult> CreateAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Create(entity, dryRun));

    public virtual Task<ValidationResult> UpdateAsync(TEntity oldEntity, TEntity newEntity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Update(oldEntity, newEntity, dryRun));

    public virtual Task<ValidationResult> DeleteAsync(TEntity entity, bool dryRun, CancellationToken cancellationToken) =>
        Task.FromResult(Delete(entity, dryRun));

    public virtual ValidationResult Create(TEntity entity, bool dryRun) => ValidationResult.Success();

    public virtual ValidationResult Update(TEntity oldEntity, TEntity newEntity, bool dryRun) => ValidationResult.Success();

    public virtual ValidationResult Delete(TEntity entity, bool dryRun) => ValidationResult.Success();
}
