using Howdah.Kubernetes.Schema;

namespace Howdah.Cli.Manifests;

/// <summary>
/// Roles for people: whoever may view, edit or administrate a namespace may do the same to our kinds, by aggregation to Kubernetes' own
/// roles (RBAC documentation, "Aggregated ClusterRoles").
/// </summary>
internal static class UserRoles
{
    private const string Aggregate = "rbac.authorization.k8s.io/aggregate-to-";

    public static IReadOnlyList<UserRole> All(IReadOnlyList<CrdDefinition> kinds)
    {
        var group = kinds[0].Kind.Group;
        string[] plurals = [.. kinds.Select(k => k.Kind.Plural)];
        string[] scalable = [.. kinds.Where(k => k.Versions.Any(v => v.Scale is not null)).Select(k => k.Kind.Plural + "/scale")];
        return
        [
            new(
                "edit",
                Aggregated("admin", "edit"),
                [
                    RbacRule.For(group, plurals, "create", "update", "patch", "delete", "deletecollection"),
                    RbacRule.For(group, scalable, "get", "update", "patch"),
                ]),
            new(
                "view",
                Aggregated("admin", "edit", "view"),
                [
                    RbacRule.For(group, [.. plurals, .. plurals.Select(p => p + "/status")], "get", "list", "watch"),
                ]),
        ];
    }

    private static SortedDictionary<string, string> Aggregated(params IEnumerable<string> roles) =>
        new(roles.ToDictionary(role => Aggregate + role, _ => "true"), StringComparer.Ordinal);
}

/// <summary>A ClusterRole for people.</summary>
internal sealed record UserRole(string Name, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<RbacRule> Rules);
