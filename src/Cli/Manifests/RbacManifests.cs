using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Kubernetes.Schema;

namespace Howdah.Cli.Manifests;

/// <summary>Roles: of each controller, for leader election, and for people.</summary>
[RequiresUnreferencedCode("Reflects over controller types.")]
public static class RbacManifests
{
    private const string Prefix = "howdah-";

    /// <summary>Lease of the leader, in the operator's own namespace, and Events about it.</summary>
    private static readonly RbacRule[] LeaderElection =
    [
        RbacRule.For("coordination.k8s.io", ["leases"], "get", "create", "update", "patch"),
        RbacRule.For("events.k8s.io", ["events"], "create", "patch"),
    ];

    /// <summary>Files for kubectl: one for each controller, one for leader election, one for people.</summary>
    /// <param name="operatorAssembly">The assembly with the controllers.</param>
    public static IReadOnlyList<GeneratedFile> Plain(Assembly operatorAssembly) =>
    [
        .. RbacGenerator.Generate(operatorAssembly).Select(role => File(
            role.Name + ".yaml",
            [
                Role("ClusterRole", Prefix + role.Name, role.Namespaced),
                .. role.ClusterScoped.Count == 0 ? [] : new[] { Role("ClusterRole", Prefix + role.Name + "-cluster", role.ClusterScoped) },
            ])),
        File("leader-election.yaml", [Role("Role", Prefix + "leader-election", LeaderElection)]),
        File("users.yaml", [.. UserRoles.All(Resources()).Select(r => Role("ClusterRole", Prefix + r.Name, r.Rules, r.Labels))]),
    ];

    /// <summary>The same rules as one file of values, which the chart's templates bind as its values ask for.</summary>
    public static GeneratedFile ForChart(Assembly operatorAssembly)
    {
        var controllers = new JsonObject();
        foreach (var role in RbacGenerator.Generate(operatorAssembly))
        {
            controllers[role.Name] = new JsonObject { ["namespaced"] = Rules(role.Namespaced), ["clusterScoped"] = Rules(role.ClusterScoped) };
        }

        var users = new JsonObject();
        foreach (var role in UserRoles.All(Resources()))
        {
            users[role.Name] = new JsonObject { ["labels"] = Labels(role.Labels), ["rules"] = Rules(role.Rules) };
        }

        var content = new JsonObject { ["controllers"] = controllers, ["leaderElection"] = Rules(LeaderElection), ["users"] = users };
        return new GeneratedFile("rbac.yaml", GeneratedFile.Header + YamlText.Write(content));
    }

    private static IReadOnlyList<CrdDefinition> Resources() => CrdGenerator.GenerateAll(typeof(GroupNames).Assembly);

    private static GeneratedFile File(string name, IEnumerable<JsonObject> documents) =>
        new(name, GeneratedFile.Header + string.Join("---\n", documents.Select(YamlText.Write)));

    private static JsonObject Role(string kind, string name, IEnumerable<RbacRule> rules, IReadOnlyDictionary<string, string>? labels = null)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (labels is { Count: > 0 })
        {
            metadata["labels"] = Labels(labels);
        }

        return new JsonObject { ["apiVersion"] = "rbac.authorization.k8s.io/v1", ["kind"] = kind, ["metadata"] = metadata, ["rules"] = Rules(rules) };
    }

    private static JsonArray Rules(IEnumerable<RbacRule> rules) => new([.. rules.Select(r => (JsonNode)r.ToJson())]);

    private static JsonObject Labels(IReadOnlyDictionary<string, string> labels) =>
        new(labels.Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
}
