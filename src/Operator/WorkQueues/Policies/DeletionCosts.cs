using System.Globalization;
using System.Numerics;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>
/// controller.kubernetes.io/pod-deletion-cost: when pods are removed, those with the lowest go first. By orders of magnitude, because every change is a write.
/// </summary>
internal static class DeletionCosts
{
    public const string Annotation = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>Null without leases, else 1 for one, 2 for two or three, 3 for four to seven, and so on.</summary>
    public static string? Of(long leases) => leases <= 0 ? null : (BitOperations.Log2((ulong)leases) + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The pods whose annotation differs from what it ought to be.</summary>
    /// <param name="pods">Present annotation by pod.</param>
    /// <param name="leases">Leases by pod.</param>
    public static IReadOnlyList<(string Pod, string? Cost)> Changes(IReadOnlyDictionary<string, string?> pods, IReadOnlyDictionary<string, long> leases) =>
        [.. pods.Select(pod => (pod.Key, Wanted: Of(leases.GetValueOrDefault(pod.Key)), Present: pod.Value)).Where(pod => pod.Wanted != pod.Present).Select(pod => (pod.Key, pod.Wanted))];
}
