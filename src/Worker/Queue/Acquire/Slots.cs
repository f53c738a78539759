namespace Howdah.Worker.Queue.Acquire;

/// <summary>Which item of one call belongs to which request: one for each in the order of arrival, then a second for those that want several, and so on.</summary>
internal static class Slots
{
    /// <summary>At most <paramref name="most"/> slots, and one for everybody in any case.</summary>
    public static List<Waiter> Deal(IReadOnlyList<Waiter> waiters, int most)
    {
        var slots = new List<Waiter>(waiters);
        for (var round = 1; slots.Count < most; round++)
        {
            var before = slots.Count;
            slots.AddRange(waiters.Where(waiter => waiter.Limit > round).Take(most - slots.Count));
            if (slots.Count == before)
            {
                break;
            }
        }

        return slots;
    }
}
