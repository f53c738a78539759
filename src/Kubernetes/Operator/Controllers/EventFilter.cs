using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Informers;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>Which changes of a controller's own objects are worth a reconciliation: all but those of the status alone.</summary>
internal static class EventFilter
{
    public static bool Matters<T>(StoreDelta<T> delta)
        where T : class, IKubernetesObject
    {
        if (delta is not { Old.Metadata: { } old, New.Metadata: { } now })
        {
            return true;
        }

        // Kinds without a generation (Secrets, Pods) do not say whether more than the status changed.
        return now.Generation is null
            || old.Generation != now.Generation
            || old.DeletionTimestamp != now.DeletionTimestamp
            || !SameEntries(old.Labels, now.Labels)
            || !SameEntries(old.Annotations, now.Annotations)
            || !(old.Finalizers ?? []).SequenceEqual(now.Finalizers ?? []);
    }

    private static bool SameEntries(Dictionary<string, string>? left, Dictionary<string, string>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0))
        {
            return false;
        }

        foreach (var (key, value) in left ?? [])
        {
            if (right?.TryGetValue(key, out var other) is not true || other != value)
            {
                return false;
            }
        }

        return true;
    }
}
