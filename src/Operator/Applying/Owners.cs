using Howdah.Entities;
using Howdah.Kubernetes.Entities;

namespace Howdah.Operator.Applying;

/// <summary>Who an object belongs to.</summary>
internal static class Owners
{
    /// <summary>The controlling owner reference to one of our kinds; without one the object outlives its owner.</summary>
    public static V1OwnerReference ReferenceTo(IKubernetesObject owner, string kind) => new()
    {
        ApiVersion = GroupNames.ApiVersion,
        Kind = kind,
        Name = owner.Metadata.Name!,
        Uid = owner.Metadata.Uid!,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>Whether the controlling owner of an object is this very one.</summary>
    public static bool IsOwnedBy(IKubernetesObject entity, IKubernetesObject owner) =>
        entity.Metadata.OwnerReferences?.Exists(reference => reference.Controller == true && reference.Uid == owner.Metadata.Uid) ?? false;
}
