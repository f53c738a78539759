using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>Merges an applied object into the live one, and takes leaves out of it.</summary>
internal static class StructuredMerge
{
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, MergeTopology topology)
    {
        switch (live, applied)
        {
            case (JsonObject liveMap, JsonObject appliedMap) when !topology.IsAtomicMap:
                var map = FakeJson.Clone(liveMap);
                foreach (var (name, value) in appliedMap)
                {
                    map[name] = Merge(liveMap[name], value, topology.Field(name));
                }

                return map;
            case (JsonArray liveList, JsonArray appliedList) when topology.OfList(appliedList.Count > 0 ? appliedList : liveList) is { Kind: not ListKind.Atomic } behaviour:
                return MergeItems(liveList, appliedList, behaviour, topology.Item());
            default:
                return applied?.DeepClone();
        }
    }

    /// <summary>What is left when the leaves are gone; null when nothing is, which <paramref name="emptied"/> then names.</summary>
    public static JsonNode? Remove(JsonNode? node, MergeTopology topology, string path, IReadOnlySet<string> leaves, List<string> emptied)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map when !topology.IsAtomicMap:
                return RemoveFields(map, topology, path, leaves, emptied);
            case JsonArray { Count: > 0 } list when topology.OfList(list) is { Kind: not ListKind.Atomic } behaviour:
                return RemoveItems(list, behaviour, topology.Item(), path, leaves, emptied);
            default:
                return node?.DeepClone();
        }
    }

    private static JsonArray MergeItems(JsonArray live, JsonArray applied, ListBehaviour behaviour, MergeTopology topology)
    {
        var appliedByKey = applied.ToDictionary(item => Leaves.Element(item, behaviour), StringComparer.Ordinal);
        var merged = new JsonArray();
        foreach (var item in live)
        {
            merged.Add(appliedByKey.Remove(Leaves.Element(item, behaviour), out var change) ? Merge(item, change, topology) : item?.DeepClone());
        }

        foreach (var item in applied.Where(item => appliedByKey.ContainsKey(Leaves.Element(item, behaviour))))
        {
            merged.Add(item?.DeepClone());
        }

        return merged;
    }

    private static JsonObject? RemoveFields(JsonObject map, MergeTopology topology, string path, IReadOnlySet<string> leaves, List<string> emptied)
    {
        var left = new JsonObject();
        foreach (var (name, value) in map)
        {
            var fieldPath = Leaves.Join(path, $"f:{name}");
            if (leaves.Contains(fieldPath))
            {
                continue;
            }

            var rest = Remove(value, topology.Field(name), fieldPath, leaves, emptied);
            if (rest is not null || value is null)
            {
                left[name] = rest;
            }
            else
            {
                emptied.Add(string.Join('.', fieldPath.Split(Leaves.Separator).Select(element => element[(element.IndexOf(':') + 1)..])));
            }
        }

        return left.Count > 0 ? left : null;
    }

    private static JsonArray? RemoveItems(
        JsonArray list, ListBehaviour behaviour, MergeTopology topology, string path, IReadOnlySet<string> leaves, List<string> emptied)
    {
        var left = new JsonArray();
        foreach (var item in list)
        {
            var itemPath = Leaves.Join(path, Leaves.Element(item, behaviour));
            if (leaves.Contains(itemPath) || leaves.Contains(Leaves.Join(itemPath, Leaves.Presence)))
            {
                continue;
            }

            left.Add(Remove(item, topology, itemPath, leaves, emptied));
        }

        return left.Count > 0 ? left : null;
    }
}
