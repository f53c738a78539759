using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>From a value to the keys of the objects that have it. Not thread-safe: the store calls it under its lock.</summary>
internal sealed class KeyIndex<TValue>
    where TValue : notnull
{
    private readonly Dictionary<TValue, HashSet<NamespacedName>> _keys = [];

    /// <summary>Distinct values held.</summary>
    public int Count => _keys.Count;

    public IReadOnlyCollection<NamespacedName> this[TValue value] => _keys.TryGetValue(value, out var keys) ? keys : [];

    public void Add(TValue value, NamespacedName key)
    {
        if (!_keys.TryGetValue(value, out var keys))
        {
            _keys[value] = keys = [];
        }

        keys.Add(key);
    }

    public void Remove(TValue value, NamespacedName key)
    {
        if (_keys.TryGetValue(value, out var keys) && keys.Remove(key) && keys.Count == 0)
        {
            _keys.Remove(value);
        }
    }
}
