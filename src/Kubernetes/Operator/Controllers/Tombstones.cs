using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>The last state of objects that are gone, until their controller has been told.</summary>
internal sealed class Tombstones<T>
    where T : class, IKubernetesObject
{
    private readonly ConcurrentDictionary<NamespacedName, T> _last = new();

    public int Count => _last.Count;

    public void Add(T last) => _last[NamespacedName.Of(last)] = last;

    public T? Find(NamespacedName key) => _last.GetValueOrDefault(key);

    /// <summary>Forgets this very object: a later one of the same name stays.</summary>
    public void Remove(NamespacedName key, T last) => _last.TryRemove(new(key, last));
}
