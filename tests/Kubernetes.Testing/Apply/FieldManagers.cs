using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>Who owns which leaves of an object: its <c>metadata.managedFields</c>, decoded.</summary>
internal sealed class FieldManagers
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    private readonly List<Entry> _entries = [];

    private FieldManagers()
    {
    }

    public IEnumerable<Entry> Entries => _entries;

    public static FieldManagers Of(JsonObject? entity)
    {
        var managers = new FieldManagers();
        foreach (var entry in entity?["metadata"]?["managedFields"] as JsonArray ?? [])
        {
            var fields = new HashSet<string>(StringComparer.Ordinal);
            Decode(entry!["fieldsV1"] as JsonObject ?? [], "", fields);
            managers._entries.Add(new Entry(entry.Text("manager")!, entry.Text("operation")!, entry.Text("subresource"), entry.Text("apiVersion")!, entry.Text("time")!, fields));
        }

        return managers;
    }

    public Entry? Find(string manager, string operation, string? subresource) =>
        _entries.Find(entry => entry.Manager == manager && entry.Operation == operation && entry.Subresource == subresource);

    /// <summary>Keeps the time of an entry whose fields stay the same.</summary>
    public void Set(string manager, string operation, string? subresource, string apiVersion, string time, HashSet<string> fields)
    {
        var old = Find(manager, operation, subresource);
        if (old is not null && old.Fields.SetEquals(fields) && old.ApiVersion == apiVersion)
        {
            return;
        }

        _entries.RemoveAll(entry => ReferenceEquals(entry, old));
        if (fields.Count > 0)
        {
            _entries.Add(new Entry(manager, operation, subresource, apiVersion, time, fields));
        }
    }

    public void TakeFromOthers(Entry? owner, IReadOnlySet<string> fields)
    {
        foreach (var entry in _entries.Where(entry => !ReferenceEquals(entry, owner)))
        {
            entry.Fields.ExceptWith(fields);
        }

        _entries.RemoveAll(entry => entry.Fields.Count == 0);
    }

    public JsonArray Encode() => [.. _entries.Select(entry => (JsonNode)entry.Encode())];

    private static void Decode(JsonObject fields, string path, HashSet<string> into)
    {
        foreach (var (element, child) in fields)
        {
            var childPath = Leaves.Join(path, element);
            if (child is JsonObject { Count: > 0 } map)
            {
                Decode(map, childPath, into);
            }
            else
            {
                into.Add(childPath);
            }
        }
    }

    /// <summary>One manager's share.</summary>
    internal sealed record Entry(string Manager, string Operation, string? Subresource, string ApiVersion, string Time, HashSet<string> Fields)
    {
        public JsonObject Encode()
        {
            var root = new JsonObject();
            foreach (var path in Fields.Order(StringComparer.Ordinal))
            {
                var node = root;
                foreach (var element in path.Split(Leaves.Separator))
                {
                    node = node.Map(element);
                }
            }

            var entry = new JsonObject
            {
                ["manager"] = Manager,
                ["operation"] = Operation,
                ["apiVersion"] = ApiVersion,
                ["time"] = Time,
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = root,
            };
            entry.Put("subresource", Subresource);
            return entry;
        }
    }
}
