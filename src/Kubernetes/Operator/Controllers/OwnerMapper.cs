using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>
/// From an owned object to the key of its controlling owner. Group and kind are compared, not the version, which changes over a
/// kind's life. An update names the owner before and the owner after, because an object may change hands.
/// </summary>
internal static class OwnerMapper
{
    public static IEnumerable<NamespacedName> Owners<T>(ResourceKind ownerKind, StoreDelta<T> delta)
        where T : class, IKubernetesObject
    {
        var before = Owner(ownerKind, delta.Old);
        var after = Owner(ownerKind, delta.New);
        if (before is { } old)
        {
            yield return old;
        }

        if (after is { } now && now != before)
        {
            yield return now;
        }
    }

    /// <summary>Null when the object is not controlled by that kind.</summary>
    public static NamespacedName? Owner(ResourceKind ownerKind, IKubernetesObject? owned)
    {
        var owner = owned?.Metadata.OwnerReferences?.Find(static reference => reference.Controller is true);
        if (owner is null || owner.Kind != ownerKind.Kind || GroupOf(owner.ApiVersion) != ownerKind.Group)
        {
            return null;
        }

        return new NamespacedName(ownerKind.Namespaced ? owned!.Metadata.Namespace ?? "" : "", owner.Name);
    }

    private static string GroupOf(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
