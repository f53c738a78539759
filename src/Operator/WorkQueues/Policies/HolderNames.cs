using System.Buffers;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Which pod a lease's holder is: workers call themselves by their pod's name, with more behind it if one pod has several.</summary>
internal static class HolderNames
{
    private static readonly SearchValues<char> InNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>Leases by pod, of the pods that hold any.</summary>
    /// <param name="pods">Names of the worker pods.</param>
    /// <param name="holders">Leases by holder.</param>
    public static Dictionary<string, long> LeasesByPod(IEnumerable<string> pods, IReadOnlyDictionary<string, long> holders)
    {
        var known = pods.ToHashSet(StringComparer.Ordinal);
        var leases = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (holder, count) in holders)
        {
            if (PodOf(holder, known) is { } pod)
            {
                leases[pod] = leases.GetValueOrDefault(pod) + count;
            }
        }

        return leases;
    }

    /// <summary>The holder itself, or what stands before the first character that no pod's name can have.</summary>
    private static string? PodOf(string holder, HashSet<string> pods)
    {
        if (pods.Contains(holder))
        {
            return holder;
        }

        var end = holder.AsSpan().IndexOfAnyExcept(InNames);
        return end > 0 && holder[..end] is var name && pods.Contains(name) ? name : null;
    }
}
