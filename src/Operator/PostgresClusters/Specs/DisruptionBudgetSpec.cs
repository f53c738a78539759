using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>
/// A drain may take one instance at a time. A cluster of one has no budget: it could only block the drain for ever.
/// </summary>
internal static class DisruptionBudgetSpec
{
    public static bool Wanted(V1PostgresCluster cluster) => cluster.Spec.Instances > 1;

    /// <summary>policy/v1, or policy/v1beta1 where only that is served: the same content.</summary>
    public static T Build<T>(V1PostgresCluster cluster, Action<T, V1PodDisruptionBudgetSpec> setSpec)
        where T : KubernetesObject, new()
    {
        var kind = ResourceKind.Of<T>();
        var budget = new T
        {
            ApiVersion = kind.ApiVersion,
            Kind = kind.Kind,
            Metadata = ObjectMetaSpec.Build(cluster, Names.PodDisruptionBudget(cluster.Metadata.Name!)),
        };
        setSpec(budget, new V1PodDisruptionBudgetSpec
        {
            MaxUnavailable = 1,
            Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [Labels.Cluster] = cluster.Metadata.Name! } },
        });
        return budget;
    }
}
