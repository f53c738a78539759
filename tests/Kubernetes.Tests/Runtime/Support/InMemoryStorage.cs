using System.Net;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Tests.Runtime.Support;

/// <summary>Objects, their revisions and the history of changes. Not thread-safe.</summary>
internal sealed class InMemoryStorage(TimeProvider time)
{
    private readonly SortedDictionary<(string Plural, string Namespace, string Name), JsonObject> _objects = [];
    private readonly List<StoredEvent> _history = [];
    private long _compacted;

    public long Revision { get; private set; } = 100;

    public StoredEvent Bookmark(ResourceKind kind, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = Revision.ToString() };
        if (initialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return new StoredEvent(Revision, WatchEventType.Bookmark, kind, new JsonObject { ["metadata"] = metadata });
    }

    public void Compact()
    {
        _history.Clear();
        Revision++;
        _compacted = Revision;
    }

    public JsonObject? Find(ResourceKind kind, NamespacedName key) => _objects.GetValueOrDefault((kind.Plural, key.Namespace, key.Name));

    public (List<JsonObject> Items, long Revision, string? Continue) List(ResourceKind kind, string? ns, ListOptions options)
    {
        var offset = 0;
        if (options.Continue is { } token)
        {
            var parts = token.Split(':');
            offset = int.Parse(parts[1]);
            if (long.Parse(parts[0]) < _compacted)
            {
                throw new KubernetesApiException(HttpStatusCode.Gone, "Expired", "The provided continue parameter is too old");
            }
        }

        var matching = Of(kind, ns).Where(item => LabelsMatch(item, options.LabelSelector)).ToList();
        var limit = options.ResourceVersion == "0" ? null : options.Limit;
        var page = matching.Skip(offset).Take(limit ?? int.MaxValue).ToList();
        var more = offset + page.Count < matching.Count;
        return (page, Revision, more ? $"{Revision}:{offset + page.Count}" : null);
    }

    public List<StoredEvent> State(ResourceKind kind, string? ns) =>
        [.. Of(kind, ns).Select(item => new StoredEvent(Revision, WatchEventType.Added, kind, item))];

    public List<StoredEvent> Since(ResourceKind kind, string? ns, string resourceVersion)
    {
        var from = long.Parse(resourceVersion);
        if (from < _compacted)
        {
            throw new KubernetesApiException(HttpStatusCode.Gone, "Expired", $"too old resource version: {from} ({_compacted})");
        }

        return [.. _history.Where(change => change.Revision > from && change.Kind == kind && (ns is null || change.Namespace == ns))];
    }

    public StoredEvent Create(ResourceKind kind, JsonObject entity)
    {
        var metadata = entity["metadata"]!.AsObject();
        var key = (kind.Plural, (string?)metadata["namespace"] ?? "", (string)metadata["name"]!);
        if (_objects.ContainsKey(key))
        {
            throw new KubernetesApiException(HttpStatusCode.Conflict, "AlreadyExists", $"{key.Item3} already exists");
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["generation"] = 1L;
        metadata["creationTimestamp"] = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ");
        return Store(kind, key, WatchEventType.Added, entity);
    }

    public StoredEvent? Update(ResourceKind kind, JsonObject entity, bool status)
    {
        var metadata = entity["metadata"]!.AsObject();
        var key = new NamespacedName((string?)metadata["namespace"] ?? "", (string)metadata["name"]!);
        var known = Existing(kind, key);
        CheckVersion(known, (string?)metadata["resourceVersion"]);
        var updated = known.DeepClone().AsObject();
        if (status)
        {
            updated["status"] = entity["status"]?.DeepClone();
        }
        else
        {
            updated["spec"] = entity["spec"]?.DeepClone();
            foreach (var field in new[] { "labels", "annotations", "finalizers", "ownerReferences" })
            {
                updated["metadata"]![field] = metadata[field]?.DeepClone();
            }
        }

        return Save(kind, key, known, updated);
    }

    public StoredEvent? Patch(ResourceKind kind, NamespacedName key, JsonObject patch)
    {
        var known = Existing(kind, key);
        CheckVersion(known, (string?)patch["metadata"]?["resourceVersion"]);
        var updated = known.DeepClone().AsObject();
        Merge(updated, patch);
        return Save(kind, key, known, updated);
    }

    public StoredEvent? Delete(ResourceKind kind, NamespacedName key)
    {
        var stored = (kind.Plural, key.Namespace, key.Name);
        if (!_objects.TryGetValue(stored, out var known))
        {
            return null;
        }

        var deleted = known.DeepClone().AsObject();
        if (known["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            deleted["metadata"]!["deletionTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ");
            return Store(kind, stored, WatchEventType.Modified, deleted);
        }

        return Store(kind, stored, WatchEventType.Deleted, deleted);
    }

    private StoredEvent? Save(ResourceKind kind, NamespacedName key, JsonObject known, JsonObject updated)
    {
        if (JsonNode.DeepEquals(known, updated))
        {
            return null;
        }

        if (!JsonNode.DeepEquals(known["spec"], updated["spec"]))
        {
            updated["metadata"]!["generation"] = (long)known["metadata"]!["generation"]! + 1;
        }

        var gone = updated["metadata"]!["deletionTimestamp"] is not null && updated["metadata"]!["finalizers"] is not JsonArray { Count: > 0 };
        return Store(kind, (kind.Plural, key.Namespace, key.Name), gone ? WatchEventType.Deleted : WatchEventType.Modified, updated);
    }

    private StoredEvent Store(ResourceKind kind, (string Plural, string Namespace, string Name) key, WatchEventType type, JsonObject entity)
    {
        Revision++;
        entity["metadata"]!["resourceVersion"] = Revision.ToString();
        entity["apiVersion"] = kind.ApiVersion;
        entity["kind"] = kind.Kind;
        if (type is WatchEventType.Deleted)
        {
            _objects.Remove(key);
        }
        else
        {
            _objects[key] = entity;
        }

        var change = new StoredEvent(Revision, type, kind, entity);
        _history.Add(change);
        return change;
    }

    private JsonObject Existing(ResourceKind kind, NamespacedName key) =>
        Find(kind, key) ?? throw new KubernetesApiException(HttpStatusCode.NotFound, "NotFound", $"{key} not found");

    private IEnumerable<JsonObject> Of(ResourceKind kind, string? ns) =>
        _objects.Where(entry => entry.Key.Plural == kind.Plural && (ns is null || entry.Key.Namespace == ns)).Select(entry => entry.Value);

    private static void CheckVersion(JsonObject known, string? expected)
    {
        if (expected is not null && expected != (string?)known["metadata"]!["resourceVersion"])
        {
            throw new KubernetesApiException(HttpStatusCode.Conflict, "Conflict", "the object has been modified");
        }
    }

    private static bool LabelsMatch(JsonObject item, string? selector) =>
        selector is null || selector.Split(',').All(term => (string?)item["metadata"]!["labels"]?[term.Split('=')[0]] == term.Split('=')[1]);

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject nested)
            {
                target[name] ??= new JsonObject();
                Merge(target[name]!.AsObject(), nested);
            }
            else if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
