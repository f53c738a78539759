using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>Follows the schema of a CRD: what it does not mark is atomic (lists) or granular (maps).</summary>
internal sealed class SchemaTopology(JsonObject? schema, bool isRoot = false) : MergeTopology
{
    public override bool IsAtomicMap => schema.Text("x-kubernetes-map-type") == "atomic";

    public override ListBehaviour OfList(JsonArray list) => schema.Text("x-kubernetes-list-type") switch
    {
        "set" => ListBehaviour.Set,
        "map" => ListBehaviour.MapBy([.. (schema!["x-kubernetes-list-map-keys"] as JsonArray ?? []).Select(key => key!.GetValue<string>())]),
        _ => ListBehaviour.Atomic,
    };

    public override MergeTopology Field(string name) => isRoot && name == "metadata"
        ? HeuristicTopology.Instance
        : new SchemaTopology((schema?["properties"] as JsonObject)?[name] as JsonObject ?? schema?["additionalProperties"] as JsonObject);

    public override MergeTopology Item() => new SchemaTopology(schema?["items"] as JsonObject);
}
