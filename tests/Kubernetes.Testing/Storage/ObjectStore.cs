using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Testing.Storage;

/// <summary>A store of versions with one revision counter for all kinds, like etcd's.</summary>
internal sealed class ObjectStore(long revisionsKept)
{
    private readonly Dictionary<(string Group, string Plural), KindStore> _stores = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything below is called with this held.</summary>
    public Lock Gate { get; } = new();

    public long Revision { get; private set; } = 1;

    /// <summary>Versions up to here are forgotten.</summary>
    public long Compacted { get; private set; }

    /// <summary>Completes with the next commit.</summary>
    public Task Changed => _changed.Task;

    public IEnumerable<KindStore> Stores => _stores.Values;

    public KindStore Of(ResourceKind kind)
    {
        if (!_stores.TryGetValue((kind.Group, kind.Plural), out var store))
        {
            _stores[(kind.Group, kind.Plural)] = store = new KindStore();
        }

        return store;
    }

    /// <summary>Stamps the object with the next revision and takes possession of it.</summary>
    public StoredVersion Commit(KindStore store, NamespacedName key, JsonObject entity, bool deleted = false)
    {
        Revision++;
        entity.Map("metadata")["resourceVersion"] = Revision.ToString(CultureInfo.InvariantCulture);
        var version = new StoredVersion(Revision, key, entity, store.Find(key), deleted);
        store.Append(version);
        if (Revision - Compacted > 2 * revisionsKept)
        {
            Compact(Revision - revisionsKept);
        }

        Signal();
        return version;
    }

    public void Compact(long revision)
    {
        Compacted = Math.Max(Compacted, revision);
        foreach (var store in _stores.Values)
        {
            store.Compact(Compacted);
        }
    }

    /// <summary>Wakes all watchers.</summary>
    public void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
