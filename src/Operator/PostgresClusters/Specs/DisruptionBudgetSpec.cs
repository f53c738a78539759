using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>
/// A drain may take one instance at a time. A cluster of one has no budget: it could only block the drain for ever.
/// </summary>
internal static class DisruptionBudgetSpec
{
    public static V1PodDisruptionBudgetSpec? Build(V1PostgresCluster cluster) => cluster.Spec.Instances <= 1 ? null : new V1PodDisruptionBudgetSpec
    {
        MaxUnavailable = 1,
        Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [Labels.Cluster] = cluster.Metadata.Name! } },
    };
}
