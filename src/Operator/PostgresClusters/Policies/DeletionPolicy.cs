using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <param name="Remove">StatefulSets to delete now.</param>
/// <param name="Done">Nothing of the instances is left, or they have had their time.</param>
/// <param name="Message">For people.</param>
internal sealed record DeletionDecision(IReadOnlyList<string> Remove, bool Done, string Message);

/// <summary>The end of a cluster: the primary first, so that standbys have everything it wrote, then the others; never waiting for ever.</summary>
internal static class DeletionPolicy
{
    /// <summary>On top of the pods' own time to stop.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <param name="instances">Instances of the cluster.</param>
    /// <param name="primary">The current primary, or null.</param>
    /// <param name="age">Time since the deletion was asked for.</param>
    /// <param name="stopTime">The pods' grace period.</param>
    public static DeletionDecision Decide(IReadOnlyCollection<InstanceFacts> instances, string? primary, TimeSpan age, TimeSpan stopTime)
    {
        var left = instances.Where(instance => instance.StatefulSet is not null || instance.Pod is not null).ToList();
        if (left.Count == 0)
        {
            return new DeletionDecision([], true, "All instances are gone");
        }

        var names = string.Join(", ", left.Select(instance => instance.Name).Order(StringComparer.Ordinal));
        if (age > (2 * stopTime) + Margin)
        {
            return new DeletionDecision(Removable(left), true, $"{names} did not stop in time (an unreachable node?); they are left to garbage collection");
        }

        var first = left.Where(instance => instance.Name == primary && age <= stopTime + Margin).ToList();
        var next = first.Count > 0 ? first : left;
        return new DeletionDecision(Removable(next), false, $"Stopping {string.Join(", ", next.Select(instance => instance.Name).Order(StringComparer.Ordinal))}");
    }

    private static List<string> Removable(List<InstanceFacts> instances) =>
        [.. instances.Where(instance => instance.StatefulSet is { Metadata.DeletionTimestamp: null }).Select(instance => instance.Name)];
}
