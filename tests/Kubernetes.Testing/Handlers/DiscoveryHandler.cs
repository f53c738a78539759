using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary><c>/version</c>, <c>/api</c>, <c>/apis</c> and what each group and version serves.</summary>
internal sealed class DiscoveryHandler(KindRegistry kinds, Version version)
{
    /// <summary>Null when the path is none of them.</summary>
    public JsonObject? Find(string path) => path.Trim('/').Split('/') switch
    {
        ["version"] => new JsonObject { ["major"] = $"{version.Major}", ["minor"] = $"{version.Minor}", ["gitVersion"] = $"v{version}.0" },
        ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
        ["apis"] => Groups(),
        ["api", var v] => Resources("", v),
        ["apis", var group, var v] => Resources(group, v),
        _ => null,
    };

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. kinds.All.Where(kind => kind.Kind.Group.Length > 0).GroupBy(kind => kind.Kind.Group).Select(group => (JsonNode)new JsonObject
        {
            ["name"] = group.Key,
            ["versions"] = new JsonArray([.. group.Select(kind => kind.Kind.Version).Distinct().Select(v => (JsonNode)new JsonObject { ["groupVersion"] = $"{group.Key}/{v}", ["version"] = v })]),
        })]),
    };

    private JsonObject? Resources(string group, string v)
    {
        var served = kinds.All.Where(kind => kind.Kind.Group == group && kind.Kind.Version == v).ToList();
        return served.Count == 0 ? null : new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = served[0].Kind.ApiVersion,
            ["resources"] = new JsonArray([.. served.SelectMany(Names).Select(entry => (JsonNode)new JsonObject
            {
                ["name"] = entry.Name,
                ["singularName"] = "",
                ["namespaced"] = entry.Kind.Kind.Namespaced,
                ["kind"] = entry.Kind.Kind.Kind,
                ["verbs"] = new JsonArray("create", "delete", "get", "list", "patch", "update", "watch"),
            })]),
        };
    }

    private static IEnumerable<(string Name, ServedKind Kind)> Names(ServedKind kind) =>
        kind.HasStatus ? [(kind.Kind.Plural, kind), ($"{kind.Kind.Plural}/status", kind)] : [(kind.Kind.Plural, kind)];
}
