using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>Decides what one key needs: a notice of deletion, finalizers, or a reconciliation, and does it.</summary>
internal sealed class ReconcileDispatcher<T>(
    IEntityCache<T> cache,
    WriteOverlay<T> overlay,
    Tombstones<T> tombstones,
    EntityCloner<T> cloner,
    FinalizerFlow<T> finalizers,
    IEntityController<T> controller)
    where T : class, IKubernetesObject
{
    /// <returns>Null when the object is gone or needs nothing more.</returns>
    public async Task<ReconciliationResult<T>?> DispatchAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (tombstones.Find(key) is { } last)
        {
            await controller.DeletedAsync(cloner.Clone(last), cancellationToken);
            tombstones.Remove(key, last);
        }

        if (overlay.Resolve(key, cache.Get(key)) is not { } known)
        {
            return null;
        }

        try
        {
            var entity = cloner.Clone(known);
            return entity.Metadata.DeletionTimestamp is null
                ? await ReconcileAsync(key, entity, cancellationToken)
                : await FinalizeAsync(key, entity, cancellationToken);
        }
        catch (KubernetesApiException gone) when (gone.IsNotFound && cache.Get(key) is null)
        {
            return null;
        }
    }

    private async Task<ReconciliationResult<T>?> ReconcileAsync(NamespacedName key, T entity, CancellationToken cancellationToken)
    {
        var handed = entity.Metadata.ResourceVersion;
        var attached = await finalizers.AttachAsync(entity, cancellationToken);
        if (!ReferenceEquals(attached, entity))
        {
            overlay.Written(key, handed, cloner.Clone(attached));
            handed = attached.Metadata.ResourceVersion;
        }

        var result = await controller.ReconcileAsync(attached, cancellationToken);
        overlay.Written(key, handed, result.Entity);
        return result;
    }

    private async Task<ReconciliationResult<T>?> FinalizeAsync(NamespacedName key, T entity, CancellationToken cancellationToken)
    {
        var handed = entity.Metadata.ResourceVersion;
        return await finalizers.FinalizeAsync(entity, Detached, cancellationToken);

        void Detached(T written)
        {
            overlay.Written(key, handed, cloner.Clone(written));
            handed = written.Metadata.ResourceVersion;
        }
    }
}
