using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>
/// An object as the set of its leaves, in the path notation of managed fields: <c>f:name</c>, <c>k:{"name":"a"}</c>, <c>v:"x"</c>,
/// and <c>.</c> for the presence of a list item (structured-merge-diff, fieldpath).
/// </summary>
internal static class Leaves
{
    public const char Separator = '\u001f';

    public const string Presence = ".";

    private static readonly JsonNode Present = JsonValue.Create(true)!;

    /// <summary>Metadata that the server owns and nobody's field manager.</summary>
    private static readonly string[] ServerMetadata =
    [
        "name", "namespace", "generateName", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "managedFields", "selfLink",
    ];

    public static Dictionary<string, JsonNode?> Of(JsonObject entity, MergeTopology topology)
    {
        var leaves = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (name, value) in entity)
        {
            switch (name)
            {
                case "apiVersion" or "kind":
                    break;
                case "metadata" when value is JsonObject metadata:
                    foreach (var (field, content) in metadata.Where(member => !ServerMetadata.Contains(member.Key)))
                    {
                        Collect(content, topology.Field("metadata").Field(field), Join(Join("", "f:metadata"), $"f:{field}"), leaves);
                    }

                    break;
                default:
                    Collect(value, topology.Field(name), Join("", $"f:{name}"), leaves);
                    break;
            }
        }

        return leaves;
    }

    /// <summary>Leaves that are new, different or gone; a leaf that has become a container is none of it.</summary>
    public static HashSet<string> Changes(Dictionary<string, JsonNode?> before, Dictionary<string, JsonNode?> after)
    {
        var changes = after.Where(leaf => !before.TryGetValue(leaf.Key, out var value) || !JsonNode.DeepEquals(value, leaf.Value))
            .Select(leaf => leaf.Key).ToHashSet(StringComparer.Ordinal);
        changes.UnionWith(before.Keys.Where(path =>
            !after.ContainsKey(path) && !after.Keys.Any(longer => longer.StartsWith($"{path}{Separator}", StringComparison.Ordinal))));
        return changes;
    }

    public static string Join(string path, string element) => path.Length == 0 ? element : $"{path}{Separator}{element}";

    /// <summary>The path element of an item of a keyed list or a set.</summary>
    public static string Element(JsonNode? item, ListBehaviour behaviour)
    {
        if (behaviour.Kind == ListKind.Set)
        {
            return $"v:{item?.ToJsonString() ?? "null"}";
        }

        var key = new JsonObject();
        foreach (var name in behaviour.Keys.Order(StringComparer.Ordinal))
        {
            // The one default among the keys of the built-in kinds.
            key[name] = (item as JsonObject)?[name]?.DeepClone() ?? (name == "protocol" ? "TCP" : null);
        }

        return $"k:{key.ToJsonString()}";
    }

    private static void Collect(JsonNode? node, MergeTopology topology, string path, Dictionary<string, JsonNode?> leaves)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map when !topology.IsAtomicMap:
                foreach (var (name, value) in map)
                {
                    Collect(value, topology.Field(name), Join(path, $"f:{name}"), leaves);
                }

                break;
            case JsonArray { Count: > 0 } list when topology.OfList(list) is { Kind: not ListKind.Atomic } behaviour:
                CollectItems(list, behaviour, topology.Item(), path, leaves);
                break;
            default:
                leaves[path] = node;
                break;
        }
    }

    private static void CollectItems(JsonArray list, ListBehaviour behaviour, MergeTopology topology, string path, Dictionary<string, JsonNode?> leaves)
    {
        foreach (var item in list)
        {
            var itemPath = Join(path, Element(item, behaviour));
            if (behaviour.Kind == ListKind.Set || item is not JsonObject map)
            {
                leaves[itemPath] = item;
                continue;
            }

            leaves[Join(itemPath, Presence)] = Present;
            foreach (var (name, value) in map)
            {
                Collect(value, topology.Field(name), Join(itemPath, $"f:{name}"), leaves);
            }
        }
    }
}
