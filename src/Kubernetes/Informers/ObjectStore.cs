using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Operator;

namespace Howdah.Kubernetes.Informers;

/// <summary>
/// The objects of one kind as last seen. Every write says what changed, so that a list can be turned into the events that were missed.
/// Thread-safe; objects handed out are shared.
/// </summary>
internal sealed class ObjectStore<T> : IEntityCache<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly ObjectIndexes _indexes = new();

    private volatile bool _hasSynced;

    public bool HasSynced
    {
        get => _hasSynced;
        set => _hasSynced = value;
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _objects.Count;
            }
        }
    }

    public T? Get(NamespacedName key)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(key);
        }
    }

    public IReadOnlyList<T> List(string? ns = null)
    {
        lock (_gate)
        {
            return ns is null ? [.. _objects.Values] : [.. _objects.Where(entry => entry.Key.Namespace == ns).Select(entry => entry.Value)];
        }
    }

    public IReadOnlyList<T> OwnedBy(string ownerUid)
    {
        lock (_gate)
        {
            return Resolve(_indexes.OwnedBy(ownerUid));
        }
    }

    public IReadOnlyList<T> WithLabel(string ns, string label, string value)
    {
        lock (_gate)
        {
            return Resolve(_indexes.WithLabel(ns, label, value, _objects.Values));
        }
    }

    /// <summary>The stored object when it is the same version as <paramref name="entity"/>, else <paramref name="entity"/>: keeps one of two equal copies.</summary>
    public T Reuse(T entity) => Get(NamespacedName.Of(entity)) is { } known && IsSameVersion(known, entity) ? known : entity;

    /// <summary>Takes in an added or modified object; null when it is the version that is already known.</summary>
    /// <remarks>An object deleted and created again under its name shows as two changes.</remarks>
    public IReadOnlyList<StoreDelta<T>> Put(T entity)
    {
        lock (_gate)
        {
            List<StoreDelta<T>> deltas = [];
            PutLocked(entity, deltas);
            return deltas;
        }
    }

    /// <summary>Takes in a deletion; nothing when the object was not known.</summary>
    /// <param name="last">The state at deletion, which is newer than the stored one.</param>
    public IReadOnlyList<StoreDelta<T>> Remove(T last)
    {
        lock (_gate)
        {
            var key = NamespacedName.Of(last);
            if (!_objects.Remove(key, out var known))
            {
                return [];
            }

            _indexes.Remove(known);
            return [StoreDelta<T>.Deleted(IsSameObject(known, last) ? last : known)];
        }
    }

    /// <summary>Takes in a complete list of a namespace, or of everything: whatever is missing from it is gone.</summary>
    public IReadOnlyList<StoreDelta<T>> Replace(string? ns, IReadOnlyCollection<T> entities)
    {
        lock (_gate)
        {
            List<StoreDelta<T>> deltas = [];
            var listed = new HashSet<NamespacedName>(entities.Select(static entity => NamespacedName.Of(entity)));
            foreach (var (key, known) in _objects)
            {
                if ((ns is null || key.Namespace == ns) && !listed.Contains(key))
                {
                    deltas.Add(StoreDelta<T>.Deleted(known));
                }
            }

            foreach (var vanished in deltas)
            {
                _objects.Remove(vanished.Key);
                _indexes.Remove(vanished.Object);
            }

            foreach (var entity in entities)
            {
                PutLocked(entity, deltas);
            }

            return deltas;
        }
    }

    private void PutLocked(T entity, List<StoreDelta<T>> deltas)
    {
        var key = NamespacedName.Of(entity);
        if (!_objects.TryGetValue(key, out var known))
        {
            deltas.Add(StoreDelta<T>.Added(entity));
        }
        else if (IsSameVersion(known, entity))
        {
            return;
        }
        else
        {
            _indexes.Remove(known);
            if (IsSameObject(known, entity))
            {
                deltas.Add(StoreDelta<T>.Updated(known, entity));
            }
            else
            {
                deltas.Add(StoreDelta<T>.Deleted(known));
                deltas.Add(StoreDelta<T>.Added(entity));
            }

            // The key's strings belong to the object: do not keep the old object's alive.
            _objects.Remove(key);
        }

        _objects[key] = entity;
        _indexes.Add(entity);
    }

    private List<T> Resolve(IReadOnlyCollection<NamespacedName> keys)
    {
        var found = new List<T>(keys.Count);
        foreach (var key in keys)
        {
            found.Add(_objects[key]);
        }

        return found;
    }

    private static bool IsSameObject(T left, T right) => left.Metadata.Uid == right.Metadata.Uid;

    private static bool IsSameVersion(T left, T right) =>
        IsSameObject(left, right) && left.Metadata.ResourceVersion is { } version && version == right.Metadata.ResourceVersion;
}
