using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Apply;
using Howdah.Kubernetes.Testing.Requests;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>The writing verbs. Each answers with a status code and the object to show.</summary>
internal sealed class WriteHandler(ObjectStore store, Mutator mutator)
{
    private const int MaxGeneratedSuffixes = 8;

    public (int Code, JsonObject Body) Create(ApiCall call, JsonObject body, string manager)
    {
        lock (store.Gate)
        {
            ObjectRules.CheckBody(call, body);
            if (!string.IsNullOrEmpty(body["metadata"].Text("resourceVersion")))
            {
                throw ApiFailure.BadRequest("resourceVersion should not be set on objects to be created");
            }

            var key = new NamespacedName(call.Request.Namespace ?? "", NewName(call, body));
            return (201, mutator.Insert(call, key, body, final => Owned(call, [], final, manager)).Object);
        }
    }

    public (int Code, JsonObject Body) Update(ApiCall call, JsonObject body, string manager)
    {
        lock (store.Gate)
        {
            ObjectRules.CheckBody(call, body);
            var old = mutator.Existing(call);
            return (200, mutator.Replace(call, old, body, final => Owned(call, old.Object, final, manager)).Object);
        }
    }

    public (int Code, JsonObject Body) MergePatch(ApiCall call, JsonObject patch, string manager)
    {
        lock (store.Gate)
        {
            var old = mutator.Existing(call);
            var body = FakeJson.Clone(old.Object);
            if (patch["metadata"].Text("resourceVersion") is null)
            {
                body["metadata"]!.AsObject().Remove("resourceVersion");
            }

            Merge(body, patch);
            ObjectRules.CheckBody(call, body);
            return (200, mutator.Replace(call, old, body, final => Owned(call, old.Object, final, manager)).Object);
        }
    }

    public (int Code, JsonObject Body) Apply(ApiCall call, JsonObject body)
    {
        var manager = call.Option("fieldManager") ?? throw ApiFailure.Invalid("PatchOptions.meta.k8s.io", "", ("FieldValueRequired", "Required value: is required for apply patch", "fieldManager"));
        lock (store.Gate)
        {
            ObjectRules.CheckBody(call, body);
            if (body["metadata"]?["managedFields"] is not null)
            {
                throw ApiFailure.BadRequest("metadata.managedFields must be nil");
            }

            var old = store.Of(call.Kind.Kind).Find(call.Key);
            if (old is null)
            {
                return ApplyNew(call, body, manager);
            }

            var applied = Intent(call, body);
            var merged = Applied(call, old.Object, applied, manager, out var managers);
            merged.Map("metadata").Put("resourceVersion", body["metadata"]!["resourceVersion"]);
            merged.Map("metadata").Put("uid", body["metadata"]!["uid"]);
            return (200, mutator.Replace(call, old, merged, _ => managers).Object);
        }
    }

    public (int Code, JsonObject Body) Delete(ApiCall call, JsonObject? options)
    {
        lock (store.Gate)
        {
            var old = mutator.Existing(call);
            CheckPreconditions(call, old, options?["preconditions"]);
            var version = mutator.Delete(call.Kind, old, options.Text("propagationPolicy") ?? call.Option("propagationPolicy"));
            return version.Deleted ? (200, Success(call, version)) : (200, version.Object);
        }
    }

    private (int Code, JsonObject Body) ApplyNew(ApiCall call, JsonObject body, string manager)
    {
        if (call.Request.Subresource is not null)
        {
            throw ApiFailure.NotFound(call.Kind.QualifiedPlural, call.Name);
        }

        var entity = Intent(call, body);
        if (!string.IsNullOrEmpty(entity["metadata"].Text("resourceVersion")))
        {
            throw ApiFailure.Conflict(call.Kind.QualifiedPlural, call.Name, "the object does not exist");
        }

        var managers = FieldManagers.Of(null);
        managers.Set(manager, FieldManagers.Apply, null, call.Kind.Kind.ApiVersion, mutator.Now, [.. Leaves.Of(entity, call.Kind.Topology).Keys]);
        return (201, mutator.Insert(call, call.Key, entity, _ => managers).Object);
    }

    /// <summary>What of the body counts: the status under <c>/status</c>, the rest elsewhere.</summary>
    private static JsonObject Intent(ApiCall call, JsonObject body)
    {
        var intent = FakeJson.Clone(body);
        if (call.Request.Subresource == "status")
        {
            foreach (var name in intent.Select(member => member.Key).Where(name => name != "status").ToList())
            {
                intent.Remove(name);
            }
        }
        else if (call.Kind.HasStatus)
        {
            intent.Remove("status");
        }

        return intent;
    }

    private JsonObject Applied(ApiCall call, JsonObject live, JsonObject applied, string manager, out FieldManagers managers)
    {
        var topology = call.Kind.Topology;
        managers = FieldManagers.Of(live);
        var self = managers.Find(manager, FieldManagers.Apply, call.Request.Subresource);
        var appliedLeaves = Leaves.Of(applied, topology);
        var merged = (JsonObject)StructuredMerge.Merge(live, applied, topology)!;
        var conflicts = ApplyConflicts.Find(managers, self, Leaves.Changes(Leaves.Of(live, topology), Leaves.Of(merged, topology)));
        if (conflicts.Count > 0 && !call.Flag("force"))
        {
            throw ApplyConflicts.Refusal(conflicts);
        }

        managers.TakeFromOthers(self, conflicts.Select(conflict => conflict.Path).ToHashSet(StringComparer.Ordinal));
        var dropped = new HashSet<string>(self?.Fields ?? [], StringComparer.Ordinal);
        dropped.ExceptWith(appliedLeaves.Keys);
        foreach (var other in managers.Entries.Where(entry => !ReferenceEquals(entry, self)))
        {
            dropped.ExceptWith(other.Fields);
        }

        var emptied = new List<string>();
        merged = StructuredMerge.Remove(merged, topology, "", dropped, emptied) as JsonObject ?? [];
        CheckEmptied(call, emptied);
        managers.Set(manager, FieldManagers.Apply, call.Request.Subresource, call.Kind.Kind.ApiVersion, mutator.Now, [.. appliedLeaves.Keys]);
        return merged;
    }

    /// <summary>
    /// The API server leaves null where the last entry was taken; typed kinds read that as nothing, a custom resource's schema refuses it.
    /// </summary>
    private static void CheckEmptied(ApiCall call, List<string> emptied)
    {
        if (call.Kind.IsCustom && emptied.Where(path => !path.StartsWith("metadata.", StringComparison.Ordinal)).ToList() is { Count: > 0 } refused)
        {
            throw ApiFailure.Invalid(call.Kind.QualifiedKind, call.Name, [.. refused.Select(path =>
                ("FieldValueInvalid", $"Invalid value: \"null\": {path} in body must not be null", path))]);
        }
    }

    /// <summary>An update owns what it changed; what it took away is nobody's.</summary>
    private FieldManagers Owned(ApiCall call, JsonObject before, JsonObject after, string manager)
    {
        var managers = FieldManagers.Of(before);
        var old = Leaves.Of(before, call.Kind.Topology);
        var now = Leaves.Of(after, call.Kind.Topology);
        var changed = now.Where(leaf => !old.TryGetValue(leaf.Key, out var value) || !JsonNode.DeepEquals(value, leaf.Value))
            .Select(leaf => leaf.Key).ToHashSet(StringComparer.Ordinal);
        var removed = old.Keys.Where(path => !now.ContainsKey(path)).ToHashSet(StringComparer.Ordinal);
        if (changed.Count == 0 && removed.Count == 0)
        {
            return managers;
        }

        var self = managers.Find(manager, FieldManagers.Update, call.Request.Subresource);
        var mine = new HashSet<string>(self?.Fields ?? [], StringComparer.Ordinal);
        mine.UnionWith(changed);
        mine.ExceptWith(removed);
        managers.TakeFromOthers(self, changed.Union(removed).ToHashSet(StringComparer.Ordinal));
        managers.Set(manager, FieldManagers.Update, call.Request.Subresource, call.Kind.Kind.ApiVersion, mutator.Now, mine);
        return managers;
    }

    private string NewName(ApiCall call, JsonObject body)
    {
        if (body["metadata"].Text("name") is { Length: > 0 } name)
        {
            return name;
        }

        if (body["metadata"].Text("generateName") is not { Length: > 0 } prefix)
        {
            throw ApiFailure.Invalid(call.Kind.QualifiedKind, "", ("FieldValueRequired", "Required value: name or generateName is required", "metadata.name"));
        }

        for (var attempt = 0; attempt < MaxGeneratedSuffixes; attempt++)
        {
            var candidate = prefix + Random.Shared.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
            if (store.Of(call.Kind.Kind).Find(new NamespacedName(call.Request.Namespace ?? "", candidate)) is null)
            {
                return candidate;
            }
        }

        throw ApiFailure.AlreadyExists(call.Kind.QualifiedPlural, prefix);
    }

    /// <summary>RFC 7396.</summary>
    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject change:
                    Merge(target.Map(name), change);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }

    private static void CheckPreconditions(ApiCall call, StoredVersion old, JsonNode? preconditions)
    {
        foreach (var (field, shown) in new[] { ("uid", "UID"), ("resourceVersion", "ResourceVersion") })
        {
            var actual = old.Object["metadata"].Text(field);
            if (preconditions.Text(field) is { } wanted && wanted != actual)
            {
                throw ApiFailure.Conflict(call.Kind.QualifiedPlural, call.Name, $"Precondition failed: {shown} in precondition: {wanted}, {shown} in object meta: {actual}");
            }
        }
    }

    private static JsonObject Success(ApiCall call, StoredVersion version) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject { ["name"] = call.Name, ["kind"] = call.Kind.Kind.Plural, ["uid"] = version.Object["metadata"].Text("uid") },
    };
}
