using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

public enum DeltaKind
{
    Added,
    Updated,
    Deleted,
}

/// <summary>One change of an informer's store. Objects are shared with the store: do not change them.</summary>
/// <param name="Kind">What happened; Deleted also for objects that vanished while nobody was watching.</param>
/// <param name="Old">What was known before; null for Added.</param>
/// <param name="New">What is known now; null for Deleted.</param>
public readonly record struct StoreDelta<T>(DeltaKind Kind, T? Old, T? New)
    where T : class, IKubernetesObject
{
    /// <summary>The newest known state; of a deleted object the last one seen.</summary>
    public T Object => New ?? Old!;

    public NamespacedName Key => NamespacedName.Of(Object);

    internal static StoreDelta<T> Added(T entity) => new(DeltaKind.Added, null, entity);

    internal static StoreDelta<T> Updated(T old, T entity) => new(DeltaKind.Updated, old, entity);

    internal static StoreDelta<T> Deleted(T old) => new(DeltaKind.Deleted, old, null);
}
