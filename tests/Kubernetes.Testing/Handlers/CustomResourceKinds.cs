using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing.Apply;
using Howdah.Kubernetes.Testing.Storage;

namespace Howdah.Kubernetes.Testing.Handlers;

/// <summary>Serves what a CRD describes.</summary>
internal static class CustomResourceKinds
{
    public static void Establish(KindRegistry kinds, Mutator mutator, ServedKind crdKind, JsonObject crd)
    {
        var names = crd["spec"]!["names"]!;
        foreach (var version in crd["spec"]!["versions"]!.AsArray().Where(version => version!["served"]?.GetValue<bool>() == true))
        {
            var kind = new ResourceKind(
                crd["spec"].Text("group")!, version.Text("name")!, names.Text("kind")!, names.Text("plural")!, crd["spec"].Text("scope") != "Cluster");
            var schema = version!["schema"]?["openAPIV3Schema"] as JsonObject;
            MergeTopology topology = schema is null ? HeuristicTopology.Instance : new SchemaTopology(FakeJson.Clone(schema), isRoot: true);
            kinds.Serve(new ServedKind(kind, version["subresources"]?["status"] is not null, HasGeneration: true, topology));
        }

        if (crd["status"]?["conditions"] is not null)
        {
            return;
        }

        var established = FakeJson.Clone(crd);
        established["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", mutator.Now),
                Condition("Established", "InitialNamesAccepted", mutator.Now)),
            ["acceptedNames"] = names.DeepClone(),
            ["storedVersions"] = new JsonArray([.. crd["spec"]!["versions"]!.AsArray().Where(version => version!["storage"]?.GetValue<bool>() == true).Select(version => (JsonNode?)version.Text("name"))]),
        };
        mutator.Commit(crdKind, new NamespacedName("", crd["metadata"].Text("name")!), established);
    }

    private static JsonObject Condition(string type, string reason, string time) =>
        new() { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = "", ["lastTransitionTime"] = time };
}
