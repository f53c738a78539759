using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Apply;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>
/// Stores a new state of an object the way the API server does: server-owned metadata kept, generation counted, ownership tracked,
/// nothing written when nothing changes, deletion completed when the last finalizer goes. Called with the store's lock held.
/// </summary>
internal sealed class Mutator(ObjectStore store, KindRegistry kinds, TimeProvider time, bool autoCreateNamespaces)
{
    private static readonly ResourceKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    private static readonly string[] KeptMetadata =
        ["name", "namespace", "generateName", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink", "managedFields"];

    /// <summary>Told when an object is gone for good.</summary>
    public event Action<JsonObject>? Removed;

    /// <summary>Told of every object that was stored.</summary>
    public event Action<ServedKind, JsonObject>? Stored;

    public string Now => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Complains like the API server when there is nothing of that name.</summary>
    public StoredVersion Existing(ApiCall call) =>
        store.Of(call.Kind.Kind).Find(call.Key) ?? throw ApiFailure.NotFound(call.Kind.QualifiedPlural, call.Name);

    public StoredVersion Insert(ApiCall call, NamespacedName key, JsonObject entity, Func<JsonObject, FieldManagers> managers)
    {
        var kind = call.Kind;
        ObjectRules.CheckName(kind, key.Name);
        CheckNamespace(call);
        var target = store.Of(kind.Kind);
        if (target.Find(key) is not null)
        {
            throw ApiFailure.AlreadyExists(kind.QualifiedPlural, key.Name);
        }

        if (kind.HasStatus)
        {
            entity.Remove("status");
        }

        if (kind.Kind == Namespaces)
        {
            entity["status"] = new JsonObject { ["phase"] = "Active" };
        }

        ObjectRules.Normalise(kind, entity);
        var metadata = entity.Map("metadata");
        metadata["name"] = key.Name;
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now;
        metadata.Remove("deletionTimestamp");
        metadata.Put("generation", kind.HasGeneration ? 1L : null);
        metadata["managedFields"] = managers(entity).Encode();
        return call.Option("dryRun") == "All"
            ? new StoredVersion(store.Revision, key, entity, null, false)
            : Commit(kind, key, entity);
    }

    /// <param name="call">Where the change came in.</param>
    /// <param name="old">The state it starts from.</param>
    /// <param name="entity">The state wanted, freely usable.</param>
    /// <param name="managers">Given the final state, who owns what.</param>
    public StoredVersion Replace(ApiCall call, StoredVersion old, JsonObject entity, Func<JsonObject, FieldManagers> managers)
    {
        var kind = call.Kind;
        CheckVersion(call, old, entity);
        ObjectRules.Normalise(kind, entity);
        var onStatus = call.Request.Subresource == "status";
        if (onStatus)
        {
            var status = entity["status"];
            entity = FakeJson.Clone(old.Object);
            entity.Put("status", status);
        }
        else if (kind.HasStatus)
        {
            entity.Put("status", old.Object["status"]);
        }

        var metadata = entity.Map("metadata");
        var oldMetadata = old.Object.Map("metadata");
        foreach (var name in KeptMetadata)
        {
            metadata.Put(name, oldMetadata[name]);
        }

        CheckFinalizers(kind, old, metadata);
        metadata.Put("resourceVersion", oldMetadata["resourceVersion"]);
        if (metadata.ContainsKey("generation") && !onStatus && !SameContent(old.Object, entity))
        {
            metadata["generation"] = metadata["generation"]!.GetValue<long>() + 1;
        }

        metadata["managedFields"] = managers(entity).Encode();
        if (JsonNode.DeepEquals(entity, old.Object))
        {
            return old;
        }

        if (call.Option("dryRun") == "All")
        {
            return new StoredVersion(store.Revision, old.Key, entity, old, false);
        }

        return metadata.ContainsKey("deletionTimestamp") && !HasFinalizers(entity) ? Remove(kind, old.Key, entity) : Commit(kind, old.Key, entity);
    }

    /// <summary>Marks or removes; the version returned is the marked object or the last state of the removed one.</summary>
    public StoredVersion Delete(ServedKind kind, StoredVersion old, string? propagation)
    {
        var entity = FakeJson.Clone(old.Object);
        var metadata = entity.Map("metadata");
        if (propagation is "Orphan" or "Foreground")
        {
            var finalizers = metadata["finalizers"] as JsonArray ?? [];
            metadata["finalizers"] = new JsonArray([.. finalizers.Select(item => item!.DeepClone()), propagation == "Orphan" ? "orphan" : "foregroundDeletion"]);
        }

        if (!HasFinalizers(entity) && !IsOccupiedNamespace(kind, old.Key))
        {
            return Remove(kind, old.Key, entity);
        }

        if (metadata.ContainsKey("deletionTimestamp"))
        {
            return old;
        }

        metadata["deletionTimestamp"] = Now;
        metadata["deletionGracePeriodSeconds"] = 0L;
        if (metadata["generation"] is { } generation)
        {
            metadata["generation"] = generation.GetValue<long>() + 1;
        }

        if (kind.Kind.Kind == "Namespace")
        {
            entity["status"] = new JsonObject { ["phase"] = "Terminating" };
        }

        return Commit(kind, old.Key, entity);
    }

    public static bool HasFinalizers(JsonObject entity) => entity["metadata"]?["finalizers"] is JsonArray { Count: > 0 };

    /// <summary>Stores a state as it is: for what the server's own controllers do.</summary>
    public StoredVersion Commit(ServedKind kind, NamespacedName key, JsonObject entity)
    {
        var version = store.Commit(store.Of(kind.Kind), key, entity);
        Stored?.Invoke(kind, entity);
        return version;
    }

    private StoredVersion Remove(ServedKind kind, NamespacedName key, JsonObject entity)
    {
        var version = store.Commit(store.Of(kind.Kind), key, entity, deleted: true);
        Removed?.Invoke(entity);
        return version;
    }

    private bool IsOccupiedNamespace(ServedKind kind, NamespacedName key) =>
        kind.Kind == Namespaces && store.Stores.Any(candidate => candidate.At(long.MaxValue).Any(version => version.Key.Namespace == key.Name));

    private void CheckNamespace(ApiCall call)
    {
        if (call.Request.Namespace is not { } name)
        {
            return;
        }

        var key = new NamespacedName("", name);
        if (store.Of(Namespaces).Find(key) is { } found)
        {
            if (found.Object["metadata"]!["deletionTimestamp"] is not null)
            {
                throw new ApiFailure(403, "Forbidden", $"unable to create new content in namespace {name} because it is being terminated");
            }

            return;
        }

        if (!autoCreateNamespaces)
        {
            throw ApiFailure.NotFound("namespaces", name);
        }

        CreateNamespace(name);
    }

    public void CreateNamespace(string name)
    {
        var entity = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = Guid.NewGuid().ToString(), ["creationTimestamp"] = Now },
            ["status"] = new JsonObject { ["phase"] = "Active" },
        };
        Commit(kinds.Find("", "v1", "namespaces")!, new NamespacedName("", name), entity);
    }

    private static void CheckVersion(ApiCall call, StoredVersion old, JsonObject entity)
    {
        var given = entity["metadata"].Text("resourceVersion");
        var oldMetadata = old.Object["metadata"];
        if (string.IsNullOrEmpty(given))
        {
            if (call.Kind.IsCustom && call.Request.Verb == "update")
            {
                throw ApiFailure.Invalid(call.Kind.QualifiedKind, call.Name, ("FieldValueInvalid", "Invalid value: 0x0: must be specified for an update", "metadata.resourceVersion"));
            }
        }
        else if (given != oldMetadata.Text("resourceVersion"))
        {
            throw ApiFailure.Conflict(call.Kind.QualifiedPlural, call.Name, "the object has been modified; please apply your changes to the latest version and try again");
        }

        if (entity["metadata"].Text("uid") is { Length: > 0 } uid && uid != oldMetadata.Text("uid"))
        {
            throw ApiFailure.Conflict(call.Kind.QualifiedPlural, call.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {oldMetadata.Text("uid")}");
        }
    }

    private static void CheckFinalizers(ServedKind kind, StoredVersion old, JsonObject metadata)
    {
        if (!metadata.ContainsKey("deletionTimestamp"))
        {
            return;
        }

        var before = (old.Object["metadata"]!["finalizers"] as JsonArray ?? []).Select(item => item!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        if ((metadata["finalizers"] as JsonArray ?? []).Any(item => !before.Contains(item!.GetValue<string>())))
        {
            throw ApiFailure.Invalid(kind.QualifiedKind, old.Key.Name, ("FieldValueForbidden", "Forbidden: no new finalizers can be added if the object is being deleted", "metadata.finalizers"));
        }
    }

    /// <summary>Equal outside of metadata and status.</summary>
    private static bool SameContent(JsonObject left, JsonObject right)
    {
        static IEnumerable<KeyValuePair<string, JsonNode?>> Content(JsonObject entity) => entity.Where(member => member.Key is not "metadata" and not "status");
        return Content(left).Count() == Content(right).Count() && Content(left).All(member => JsonNode.DeepEquals(member.Value, right[member.Key]));
    }
}
