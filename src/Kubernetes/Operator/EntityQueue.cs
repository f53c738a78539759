using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Operator;

/// <summary>Asks for a reconciliation from outside the watch, after a delay; an earlier deadline is kept.</summary>
public delegate void EntityQueue<TEntity>(NamespacedName key, TimeSpan? after = null)
    where TEntity : class, IKubernetesObject;
