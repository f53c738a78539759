using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Testing.Apply;

/// <summary>
/// For kinds whose schema is not known here: the merge keys of the built-in kinds by field name
/// (Kubernetes API types, <c>listMapKey</c> markers), else by <c>name</c> where every item has one.
/// </summary>
internal sealed class HeuristicTopology : MergeTopology
{
    public static readonly HeuristicTopology Instance = new("");

    private static readonly Dictionary<string, ListBehaviour> ByField = new(StringComparer.Ordinal)
    {
        ["conditions"] = ListBehaviour.MapBy("type"),
        ["finalizers"] = ListBehaviour.Set,
        ["ownerReferences"] = ListBehaviour.MapBy("uid"),
        ["volumeMounts"] = ListBehaviour.MapBy("mountPath"),
        ["topologySpreadConstraints"] = ListBehaviour.MapBy("topologyKey", "whenUnsatisfiable"),
        ["tolerations"] = ListBehaviour.Atomic,
        ["subsets"] = ListBehaviour.Atomic,
        ["rules"] = ListBehaviour.Atomic,
        ["subjects"] = ListBehaviour.Atomic,
        ["volumeClaimTemplates"] = ListBehaviour.Atomic,
        ["versions"] = ListBehaviour.Atomic,
        ["items"] = ListBehaviour.Atomic,
    };

    private readonly string _field;

    private HeuristicTopology(string field) => _field = field;

    public override bool IsAtomicMap => _field == "selector";

    public override ListBehaviour OfList(JsonArray list)
    {
        if (_field == "ports")
        {
            return list.Any(item => item is JsonObject port && port.ContainsKey("containerPort"))
                ? ListBehaviour.MapBy("containerPort", "protocol")
                : ListBehaviour.MapBy("port", "protocol");
        }

        if (ByField.TryGetValue(_field, out var known))
        {
            return known;
        }

        return list.Count > 0 && list.All(item => item.Text("name") is not null) ? ListBehaviour.MapBy("name") : ListBehaviour.Atomic;
    }

    public override MergeTopology Field(string name) => new HeuristicTopology(name);

    public override MergeTopology Item() => new HeuristicTopology("");
}
