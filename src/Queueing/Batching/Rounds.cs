namespace Howdah.Queueing.Batching;

/// <summary>
/// One process can hold an old and a new token of the same item. The batch verbs answer by number, so the two must not be in one call.
/// </summary>
internal static class Rounds
{
    /// <summary>The indexes of <paramref name="requests"/> in lists that hold every number at most once. Nearly always one list.</summary>
    public static IEnumerable<List<int>> Split<T>(IReadOnlyList<T> requests, Func<T, long> number)
    {
        var left = Enumerable.Range(0, requests.Count).ToList();
        while (left.Count > 0)
        {
            var seen = new HashSet<long>(left.Count);
            var round = new List<int>(left.Count);
            var later = new List<int>();
            foreach (var index in left)
            {
                (seen.Add(number(requests[index])) ? round : later).Add(index);
            }

            yield return round;
            left = later;
        }
    }
}
