using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Schema;

/// <summary>
/// <see cref="EntityRbacAttribute"/> and <see cref="GenericRbacAttribute"/> to one role for each controller: classes whose names differ only in the
/// ending Controller, Finalizer or Permissions share one.
/// </summary>
[RequiresUnreferencedCode("Reflects over controller types.")]
public static class RbacGenerator
{
    private static readonly string[] Endings = ["Controller", "Finalizer", "Permissions"];

    /// <summary>The roles of all classes of an assembly that carry attributes, by name.</summary>
    public static IReadOnlyList<RbacRole> Generate(Assembly assembly) => Generate(assembly.GetTypes());

    /// <exception cref="SchemaException">A rule grants nothing, or mixes resources and URLs.</exception>
    public static IReadOnlyList<RbacRole> Generate(IEnumerable<Type> types) =>
    [
        .. types
            .SelectMany(type => GrantsOf(type).Select(grant => (Role: RoleName(type), Grant: grant)))
            .GroupBy(pair => pair.Role, pair => pair.Grant)
            .OrderBy(role => role.Key, StringComparer.Ordinal)
            .Select(role => new RbacRole(
                role.Key,
                Merge(role.Where(g => !g.ClusterScoped)),
                Merge(role.Where(g => g.ClusterScoped)))),
    ];

    private static IEnumerable<Grant> GrantsOf(Type type)
    {
        foreach (var attribute in type.GetCustomAttributes<EntityRbacAttribute>())
        {
            foreach (var kind in attribute.Entities.Select(ResourceKind.Of))
            {
                yield return new Grant(kind.Group, kind.Plural, "", "", Checked(attribute.Verbs, type), ClusterScoped: !kind.Namespaced);
            }
        }

        foreach (var attribute in type.GetCustomAttributes<GenericRbacAttribute>())
        {
            if ((attribute.Resources.Length == 0) == (attribute.Urls.Length == 0) || (attribute.Resources.Length > 0 && attribute.Groups.Length == 0))
            {
                throw new SchemaException($"{type.Name}: a [GenericRbac] names either groups and resources, or URLs.");
            }

            var verbs = Checked(attribute.Verbs, type);
            foreach (var url in attribute.Urls)
            {
                yield return new Grant("", "", "", url, verbs, ClusterScoped: true);
            }

            foreach (var group in attribute.Groups)
            {
                foreach (var resource in attribute.Resources)
                {
                    foreach (var name in attribute.ResourceNames.DefaultIfEmpty(""))
                    {
                        yield return new Grant(group, resource, name, "", verbs, attribute.ClusterScoped);
                    }
                }
            }
        }
    }

    /// <summary>Verbs of one resource are united; then resources of one group with the same verbs share a rule.</summary>
    private static IReadOnlyList<RbacRule> Merge(IEnumerable<Grant> grants) =>
    [
        .. grants
            .GroupBy(g => (g.Group, g.Resource, g.Name, g.Url))
            .Select(g => (g.Key, Verbs: g.Aggregate(RbacVerb.None, (verbs, grant) => verbs | grant.Verbs)))
            .GroupBy(g => (g.Key.Group, g.Key.Name, HasUrl: g.Key.Url.Length > 0, g.Verbs))
            .Select(g => new RbacRule(
                g.Key.HasUrl ? [] : [g.Key.Group],
                Sorted(g.Select(r => r.Key.Resource)),
                Sorted([g.Key.Name]),
                Sorted(g.Select(r => r.Key.Url)),
                Names(g.Key.Verbs)))
            .OrderBy(r => string.Join(',', r.Groups), StringComparer.Ordinal)
            .ThenBy(r => string.Join(',', [.. r.Resources, .. r.Urls]), StringComparer.Ordinal)
            .ThenBy(r => string.Join(',', r.ResourceNames), StringComparer.Ordinal),
    ];

    private static string[] Sorted(IEnumerable<string> values) => [.. values.Where(v => v.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    private static string[] Names(RbacVerb verbs) =>
    [
        .. Enum.GetValues<RbacVerb>()
            .Where(v => v is not RbacVerb.None and not RbacVerb.AllExplicit && verbs.HasFlag(v))
            .Select(v => v.ToString().ToLowerInvariant()),
    ];

    private static RbacVerb Checked(RbacVerb verbs, Type type) =>
        verbs != RbacVerb.None ? verbs : throw new SchemaException($"{type.Name}: an attribute grants no verb.");

    private static string RoleName(Type type)
    {
        var ending = Array.Find(Endings, e => type.Name.Length > e.Length && type.Name.EndsWith(e, StringComparison.Ordinal)) ?? "";
        return type.Name[..^ending.Length].ToLowerInvariant() + "-controller";
    }

    private readonly record struct Grant(string Group, string Resource, string Name, string Url, RbacVerb Verbs, bool ClusterScoped);
}
