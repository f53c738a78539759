using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>All versions of all objects of one group and plural, whatever API version they are asked for in. Guarded by the store's lock.</summary>
internal sealed class KindStore
{
    private readonly SortedDictionary<NamespacedName, StoredVersion> _current = new(KeyOrder.Instance);
    private readonly List<StoredVersion> _log = [];

    /// <summary>The newest version that was compacted away.</summary>
    public long Forgotten { get; private set; }

    public StoredVersion? Find(NamespacedName key) => _current.GetValueOrDefault(key);

    public void Append(StoredVersion version)
    {
        _log.Add(version);
        if (version.Deleted)
        {
            _current.Remove(version.Key);
        }
        else
        {
            _current[version.Key] = version;
        }
    }

    /// <summary>The objects as they were at a revision that is not compacted, in the order of their keys.</summary>
    public IReadOnlyList<StoredVersion> At(long revision)
    {
        if (_log.Count == 0 || _log[^1].Revision <= revision)
        {
            return [.. _current.Values];
        }

        // Undo, from now backwards, what came after.
        var state = new SortedDictionary<NamespacedName, StoredVersion>(_current, KeyOrder.Instance);
        for (var index = _log.Count - 1; index >= 0 && _log[index].Revision > revision; index--)
        {
            var version = _log[index];
            if (version.Previous is { Deleted: false } previous)
            {
                state[version.Key] = previous;
            }
            else
            {
                state.Remove(version.Key);
            }
        }

        return [.. state.Values];
    }

    public IReadOnlyList<StoredVersion> After(long revision)
    {
        var low = 0;
        for (var high = _log.Count; low < high;)
        {
            var middle = (low + high) / 2;
            if (_log[middle].Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == _log.Count ? [] : _log.GetRange(low, _log.Count - low);
    }

    public void Compact(long revision)
    {
        foreach (var version in _log.TakeWhile(version => version.Revision <= revision))
        {
            version.Previous = null;
            Forgotten = version.Revision;
        }

        _log.RemoveAll(version => version.Revision <= revision);
    }

    private sealed class KeyOrder : IComparer<NamespacedName>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(NamespacedName x, NamespacedName y) =>
            string.CompareOrdinal(x.Namespace, y.Namespace) is not 0 and var order ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
