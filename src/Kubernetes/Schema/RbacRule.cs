using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Schema;

/// <summary>One rule of a Role or ClusterRole. All lists are sorted, but for verbs, which keep the usual order from get to delete.</summary>
public sealed record RbacRule(
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> ResourceNames,
    IReadOnlyList<string> Urls,
    IReadOnlyList<string> Verbs)
{
    /// <summary>A rule for resources, whichever their names.</summary>
    public static RbacRule For(string group, IReadOnlyList<string> resources, params IReadOnlyList<string> verbs) => new([group], resources, [], [], verbs);

    /// <summary>The rule as rbac.authorization.k8s.io/v1 writes it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        Add("apiGroups", Groups);
        Add("resources", Resources);
        Add("resourceNames", ResourceNames);
        Add("nonResourceURLs", Urls);
        Add("verbs", Verbs);
        return json;

        void Add(string key, IReadOnlyList<string> values)
        {
            if (values.Count > 0)
            {
                json[key] = new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
            }
        }
    }
}
