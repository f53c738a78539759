using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>
/// The controllers that tests take for granted, run at once instead of some time later: owners take their dependents along, terminating
/// namespaces are emptied, CRDs are established and their kinds served. Called with the store's lock held.
/// </summary>
internal sealed class GarbageCollector
{
    private readonly ObjectStore _store;
    private readonly KindRegistry _kinds;
    private readonly Mutator _mutator;

    /// <summary>Owner uid to those that have named it once; checked against the present when used.</summary>
    private readonly Dictionary<string, HashSet<(ServedKind Kind, NamespacedName Key)>> _owned = new(StringComparer.Ordinal);

    private readonly Dictionary<string, (ServedKind Kind, NamespacedName Key)> _living = new(StringComparer.Ordinal);

    public GarbageCollector(ObjectStore store, KindRegistry kinds, Mutator mutator)
    {
        (_store, _kinds, _mutator) = (store, kinds, mutator);
        mutator.Removed += OnRemoved;
        mutator.Stored += OnStored;
    }

    private void OnRemoved(JsonObject gone)
    {
        var uid = gone["metadata"].Text("uid");
        _living.Remove(uid ?? "");
        foreach (var (kind, version) in Dependents(uid).ToList())
        {
            if (!Owners(version.Object).Any(owner => _living.ContainsKey(owner.Text("uid") ?? "")) && _store.Of(kind.Kind).Find(version.Key) is { } current)
            {
                _mutator.Delete(kind, current, null);
            }
        }

        _owned.Remove(uid ?? "");
        foreach (var owner in Owners(gone))
        {
            FinishOwner(owner.Text("uid") ?? "");
        }


        FinishNamespace(gone["metadata"].Text("namespace"));
    }

    private void OnStored(ServedKind kind, JsonObject entity)
    {
        _living[entity["metadata"].Text("uid")!] = (kind, KeyOf(entity));
        foreach (var owner in Owners(entity).Select(owner => owner.Text("uid") ?? ""))
        {
            if (!_owned.TryGetValue(owner, out var owned))
            {
                _owned[owner] = owned = [];
            }

            owned.Add((kind, KeyOf(entity)));
        }

        if (entity["metadata"]?["deletionTimestamp"] is null)
        {
            if (kind.Kind.Kind == "CustomResourceDefinition")
            {
                CustomResourceKinds.Establish(_kinds, _mutator, kind, entity);
            }

            return;
        }

        if (kind.Kind is { Group: "", Kind: "Namespace" })
        {
            Empty(entity["metadata"].Text("name")!);
        }
        else if (TakeFinalizer(entity, "orphan") is { } orphaning)
        {
            Orphan(entity["metadata"].Text("uid"));
            Continue(kind, orphaning);
        }
        else if (TakeFinalizer(entity, "foregroundDeletion") is not null)
        {
            var uid = entity["metadata"].Text("uid")!;
            foreach (var (dependentKind, version) in Dependents(uid).ToList())
            {
                if (_store.Of(dependentKind.Kind).Find(version.Key) is { } current)
                {
                    _mutator.Delete(dependentKind, current, null);
                }
            }

            FinishOwner(uid);
        }
    }

    /// <summary>In the foreground, the owner goes when the last dependent is gone.</summary>
    private void FinishOwner(string uid)
    {
        if (_living.TryGetValue(uid, out var owner)
            && _store.Of(owner.Kind.Kind).Find(owner.Key) is { } version
            && TakeFinalizer(version.Object, "foregroundDeletion") is { } released
            && !Dependents(uid).Any())
        {
            Continue(owner.Kind, released);
        }
    }

    /// <summary>The object without one of its finalizers; null when it has none of that name.</summary>
    private static JsonObject? TakeFinalizer(JsonObject entity, string name)
    {
        if (entity["metadata"]?["finalizers"] is not JsonArray finalizers || !finalizers.Any(item => item!.GetValue<string>() == name))
        {
            return null;
        }

        var copy = FakeJson.Clone(entity);
        copy["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Where(item => item!.GetValue<string>() != name).Select(item => item!.DeepClone())]);
        return copy;
    }

    private void Continue(ServedKind kind, JsonObject entity)
    {
        var key = KeyOf(entity);
        var version = _mutator.Commit(kind, key, entity);
        if (!Mutator.HasFinalizers(entity))
        {
            _mutator.Delete(kind, version, null);
        }
    }

    private void Orphan(string? uid)
    {
        foreach (var (kind, version) in Dependents(uid).ToList())
        {
            var copy = FakeJson.Clone(version.Object);
            var left = Owners(copy).Where(owner => owner.Text("uid") != uid).Select(owner => owner!.DeepClone()).ToArray();
            copy.Map("metadata").Put("ownerReferences", left.Length > 0 ? new JsonArray(left) : null);
            _mutator.Commit(kind, version.Key, copy);
        }
    }

    private void Empty(string ns)
    {
        foreach (var (kind, version) in Everything().Where(found => found.Version.Key.Namespace == ns).ToList())
        {
            if (_store.Of(kind.Kind).Find(version.Key) is { } current)
            {
                _mutator.Delete(kind, current, null);
            }
        }

        FinishNamespace(ns);
    }

    private void FinishNamespace(string? ns)
    {
        var kind = _kinds.Find("", "v1", "namespaces")!;
        if (ns is not null
            && _store.Of(kind.Kind).Find(new NamespacedName("", ns)) is { } terminating
            && terminating.Object["metadata"]!["deletionTimestamp"] is not null)
        {
            _mutator.Delete(kind, terminating, null);
        }
    }

    private IEnumerable<(ServedKind Kind, StoredVersion Version)> Dependents(string? uid)
    {
        foreach (var (kind, key) in _owned.GetValueOrDefault(uid ?? "") ?? [])
        {
            if (_store.Of(kind.Kind).Find(key) is { } version && Owners(version.Object).Any(owner => owner.Text("uid") == uid))
            {
                yield return (kind, version);
            }
        }
    }

    private IEnumerable<(ServedKind Kind, StoredVersion Version)> Everything() =>
        _kinds.All.DistinctBy(kind => (kind.Kind.Group, kind.Kind.Plural))
            .SelectMany(kind => _store.Of(kind.Kind).At(long.MaxValue).Select(version => (kind, version)));

    private static JsonArray Owners(JsonObject entity) => entity["metadata"]?["ownerReferences"] as JsonArray ?? [];

    private static NamespacedName KeyOf(JsonObject entity) => new(entity["metadata"].Text("namespace") ?? "", entity["metadata"].Text("name")!);
}
