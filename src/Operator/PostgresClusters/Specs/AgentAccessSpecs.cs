using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>What the agents of one cluster may do: everything by name, nothing else in the namespace.</summary>
internal static class AgentAccessSpecs
{
    public static V1ServiceAccount Account(V1PostgresCluster cluster) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = ObjectMetaSpec.Build(cluster, Names.AgentAccount(cluster.Metadata.Name!)),
        AutomountServiceAccountToken = false,
    };

    /// <summary>
    /// The lease is made by the operator, because <c>create</c> cannot be limited to a name. List and watch can: by a field selector on the name.
    /// </summary>
    /// <param name="cluster">Whose agents.</param>
    /// <param name="instances">Not empty: a rule without names would mean every pod of the namespace.</param>
    public static V1Role Role(V1PostgresCluster cluster, IReadOnlyCollection<string> instances) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "Role",
        Metadata = ObjectMetaSpec.Build(cluster, Names.AgentAccount(cluster.Metadata.Name!)),
        Rules =
        [
            Rule(GroupNames.Group, "postgresclusters", [cluster.Metadata.Name!], "get", "list", "watch"),
            Rule("coordination.k8s.io", "leases", [Names.PrimaryLease(cluster.Metadata.Name!)], "get", "list", "watch", "update", "patch"),
            Rule("", "pods", PodNames(instances), "get", "patch"),
        ],
    };

    public static V1RoleBinding Binding(V1PostgresCluster cluster) => new()
    {
        ApiVersion = "rbac.authorization.k8s.io/v1",
        Kind = "RoleBinding",
        Metadata = ObjectMetaSpec.Build(cluster, Names.AgentAccount(cluster.Metadata.Name!)),
        RoleRef = new V1RoleRef { Kind = "Role", Name = Names.AgentAccount(cluster.Metadata.Name!) },
        Subjects =
        [
            new V1Subject { Kind = "ServiceAccount", Namespace = cluster.Metadata.Namespace, Name = Names.AgentAccount(cluster.Metadata.Name!) },
        ],
    };

    private static List<string> PodNames(IReadOnlyCollection<string> instances)
    {
        if (instances.Count == 0)
        {
            throw new ArgumentException("A role without pods to name would be for all of them.", nameof(instances));
        }

        return [.. instances.Select(Names.Pod).Order(StringComparer.Ordinal)];
    }

    private static V1PolicyRule Rule(string group, string resource, List<string> names, params List<string> verbs) =>
        new() { ApiGroups = [group], Resources = [resource], ResourceNames = names, Verbs = verbs };
}
