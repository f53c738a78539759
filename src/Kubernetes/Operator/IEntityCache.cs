using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>What an informer knows of a kind. Objects handed out are shared: do not change them.</summary>
public interface IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject
{
    /// <summary>True after the first complete list.</summary>
    bool HasSynced { get; }

    int Count { get; }

    TEntity? Get(NamespacedName key);

    IReadOnlyList<TEntity> List(string? ns = null);

    /// <summary>The objects whose controlling owner reference names this uid.</summary>
    IReadOnlyList<TEntity> OwnedBy(string ownerUid);

    /// <summary>The objects that carry the label with exactly this value, in this namespace.</summary>
    IReadOnlyList<TEntity> WithLabel(string ns, string label, string value);
}
