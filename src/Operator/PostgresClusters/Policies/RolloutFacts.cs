using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Which pods are of an older template than the specification asks for, and of which that is about to change.</summary>
internal static class RolloutFacts
{
    /// <summary>The pod is not what is wanted now, whatever its StatefulSet says: that may not have been written yet, or be an old copy.</summary>
    public static bool IsOutdated(InstanceFacts instance, string? wanted) =>
        wanted is not null && instance is { Pod: { Metadata.DeletionTimestamp: null } pod } && Hash(pod.Metadata) != wanted;

    /// <summary>
    /// Nothing can be said of it yet: its StatefulSet has not got the wanted template, or the controller has not seen that it has, or its pod is leaving. An agent of a
    /// leaving pod may go on reporting that all is well.
    /// </summary>
    public static bool IsUnsettled(InstanceFacts instance, string? wanted) =>
        instance.PodIsLeaving
        || instance.StatefulSet is not { Metadata.DeletionTimestamp: null } set
        || set.Status?.ObservedGeneration < set.Metadata.Generation
        || Hash(set.Spec?.Template.Metadata) != wanted;

    /// <summary>The hash of the template that an instance's pod should have; null while the specification does not make one.</summary>
    public static string? Wanted(V1PostgresCluster cluster, string instance, OperatorOptions options)
    {
        try
        {
            return Hash(InstanceStatefulSetSpec.Build(cluster, instance, options).Spec!.Template.Metadata);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static string? Hash(V1ObjectMeta? metadata) => metadata?.Annotations?.GetValueOrDefault(Labels.PodHash);
}
