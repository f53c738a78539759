using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>The memories of all clusters. A cluster that was deleted and made again under its old name begins with an empty one.</summary>
internal sealed class ClusterMemories(TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, ClusterMemory> _clusters = new();

    public ClusterMemory Of(IKubernetesObject cluster)
    {
        var uid = cluster.Metadata.Uid ?? "";
        return _clusters.AddOrUpdate(
            NamespacedName.Of(cluster),
            static (_, argument) => new ClusterMemory(argument.uid, argument.time),
            static (_, present, argument) => present.Uid == argument.uid ? present : new ClusterMemory(argument.uid, argument.time),
            (uid, time));
    }

    public ClusterMemory? Find(NamespacedName cluster) => _clusters.GetValueOrDefault(cluster);

    public void Forget(IKubernetesObject cluster) => _clusters.TryRemove(NamespacedName.Of(cluster), out _);
}
