using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>The informers' caches of everything that belongs to clusters: objects that carry the operator's label.</summary>
internal sealed record ClusterCaches(
    IEntityCache<V1StatefulSet> StatefulSets,
    IEntityCache<V1Pod> Pods,
    IEntityCache<V1PersistentVolumeClaim> Volumes,
    IEntityCache<V1Secret> Secrets,
    IEntityCache<V1Service> Services,
    IEntityCache<V1Lease> Leases,
    IEntityCache<V1ServiceAccount> Accounts,
    IEntityCache<V1Role> Roles,
    IEntityCache<V1RoleBinding> Bindings);
