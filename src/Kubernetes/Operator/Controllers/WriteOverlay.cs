using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>
/// A controller's own writes, until the watch has caught up: while the cache shows a version that a write is known to have replaced, the
/// result of the write is used instead. Versions are compared for equality only, so nothing newer is ever hidden: any version other
/// than the replaced ones ends the overlay.
/// </summary>
internal sealed class WriteOverlay<T>
    where T : class, IKubernetesObject
{
    private readonly ConcurrentDictionary<NamespacedName, Write> _writes = new();

    public int Count => _writes.Count;

    /// <summary>Remembers that <paramref name="written"/> replaced the version that was handed out.</summary>
    public void Written(NamespacedName key, string? replaced, T written)
    {
        if (replaced is null || written.Metadata.ResourceVersion is not { } version || version == replaced)
        {
            return;
        }

        var earlier = _writes.TryGetValue(key, out var known) && known.Result.Metadata.ResourceVersion == replaced ? known.Replaced : [];
        _writes[key] = new Write([.. earlier, replaced], written);
    }

    /// <summary>The newer of what the cache shows and what was written.</summary>
    public T? Resolve(NamespacedName key, T? cached)
    {
        if (!_writes.TryGetValue(key, out var write))
        {
            return cached;
        }

        if (cached is not null && IsReplaced(write, cached))
        {
            return write.Result;
        }

        _writes.TryRemove(new(key, write));
        return cached;
    }

    /// <summary>Frees a write that the cache has caught up with.</summary>
    public void Observe(StoreDelta<T> delta)
    {
        if (_writes.TryGetValue(delta.Key, out var write) && (delta.New is null || !IsReplaced(write, delta.New)))
        {
            _writes.TryRemove(new(delta.Key, write));
        }
    }

    private static bool IsReplaced(Write write, T cached) =>
        write.Result.Metadata.Uid == cached.Metadata.Uid && write.Replaced.Contains(cached.Metadata.ResourceVersion);

    private sealed record Write(string?[] Replaced, T Result);
}
