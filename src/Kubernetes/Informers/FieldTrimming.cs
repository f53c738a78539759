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
}
