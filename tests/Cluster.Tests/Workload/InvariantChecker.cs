namespace Howdah.Cluster.Tests.Workload;

/// <summary>What must hold of a history, whatever was done to the cluster.</summary>
internal static class InvariantChecker
{
    /// <summary>
    /// Two instances acknowledged for the same time: an instance acknowledged a write that began after another instance, primary later than it,
    /// had acknowledged one. Within one fault the role moves at most once between two instances, so going back and forth is the proof.
    /// </summary>
    public static IReadOnlyList<string> Overlaps(IEnumerable<Acknowledgement> history)
    {
        var byInstance = history.Where(a => a.Instance.Length > 0).GroupBy(a => a.Instance)
            .Select(g => (Instance: g.Key, FirstEnd: g.Min(a => a.Ended), LastStart: g.Max(a => a.Started)))
            .OrderBy(g => g.FirstEnd).ToList();
        var found = new List<string>();
        for (var old = 0; old < byInstance.Count; old++)
        {
            for (var next = old + 1; next < byInstance.Count; next++)
            {
                if (byInstance[old].LastStart > byInstance[next].FirstEnd)
                {
                    found.Add($"{byInstance[old].Instance} acknowledged a write begun {(byInstance[old].LastStart - byInstance[next].FirstEnd) / 10_000} ms after {byInstance[next].Instance} had acknowledged one");
                }
            }
        }

        return found;
    }

    /// <summary>Acknowledged writes that are not in the final state.</summary>
    public static IReadOnlyList<Acknowledgement> Lost(IEnumerable<Acknowledgement> history, IReadOnlySet<(int Key, string Writer, long Sequence)> final) =>
        [.. history.Where(a => !final.Contains((a.Key, a.Writer, a.Sequence)))];

    /// <summary>Rows of one writer and key must stand in the order in which they were written.</summary>
    public static IReadOnlyList<string> OutOfOrder(IEnumerable<(int Key, string Writer, long Sequence, long Position)> rows) =>
        [.. rows.GroupBy(r => (r.Key, r.Writer)).Where(g =>
        {
            var ordered = g.OrderBy(r => r.Position).Select(r => r.Sequence).ToList();
            return !ordered.SequenceEqual(ordered.Order());
        }).Select(g => $"key {g.Key.Key} of {g.Key.Writer} is out of order")];
}
