using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Informers;

/// <summary>What is done to every object before it is kept.</summary>
public static class FieldTrimming
{
    public const string LastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Drops kubectl's copy of the whole object, which nothing here reads. The default transform.</summary>
    public static T DropLastApplied<T>(T entity)
        where T : class, IKubernetesObject
    {
        if (entity.Metadata.Annotations is { } annotations && annotations.Remove(LastAppliedAnnotation) && annotations.Count == 0)
        {
            entity.Metadata.Annotations = null;
        }

        return entity;
    }

    /// <summary>Shares the strings that repeat from object to object.</summary>
    internal static void ShareStrings(IKubernetesObject entity, ResourceKind kind, StringPool pool)
    {
        entity.ApiVersion = pool.Share(kind.ApiVersion);
        entity.Kind = kind.Kind;
        var metadata = entity.Metadata;
        metadata.Namespace = metadata.Namespace is { } ns ? pool.Share(ns) : null;
        metadata.Labels = metadata.Labels is { Count: > 0 } labels ? pool.Share(labels) : null;
        metadata.Annotations = metadata.Annotations is { Count: > 0 } annotations ? pool.Share(annotations) : null;
        for (var i = 0; i < metadata.Finalizers?.Count; i++)
        {
            metadata.Finalizers[i] = pool.Share(metadata.Finalizers[i]);
        }

        foreach (var owner in metadata.OwnerReferences ?? [])
        {
            owner.ApiVersion = pool.Share(owner.ApiVersion);
            owner.Kind = pool.Share(owner.Kind);
            owner.Name = pool.Share(owner.Name);
            owner.Uid = pool.Share(owner.Uid);
        }
    }
}
