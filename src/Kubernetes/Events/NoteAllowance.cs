namespace Howdah.Kubernetes.Events;

/// <summary>How many events that differ by their note alone may be begun. Not thread-safe.</summary>
internal sealed class NoteAllowance
{
    /// <summary>Events begun about one matter within <see cref="Window"/> (client-go tools/record, <c>defaultAggregateMaxEvents</c>).</summary>
    public const int MaxNotes = 10;

    /// <summary>Matters remembered at once; beyond that the one that began an event the longest ago is forgotten.</summary>
    public const int MaxMatters = EventAggregator.MaxSeries;

    /// <summary>client-go tools/record, <c>defaultAggregateIntervalInSeconds</c>.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    // The times at which events were begun, oldest first.
    private readonly Dictionary<EventKey, Queue<DateTimeOffset>> _begun = [];

    public int Count => _begun.Count;

    /// <summary>Whether another event may be begun about this matter; if so, it counts as begun.</summary>
    public bool TryTake(EventKey matter, DateTimeOffset now)
    {
        if (!_begun.TryGetValue(matter, out var times))
        {
            MakeRoom();
            _begun[matter] = times = new Queue<DateTimeOffset>(1);
        }

        Drop(times, now);
        if (times.Count >= MaxNotes)
        {
            return false;
        }

        times.Enqueue(now);
        return true;
    }

    /// <summary>Forgets matters that began nothing within the window.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var (matter, times) in _begun)
        {
            Drop(times, now);
            if (times.Count == 0)
            {
                _begun.Remove(matter);
            }
        }
    }

    private static void Drop(Queue<DateTimeOffset> times, DateTimeOffset now)
    {
        while (times.TryPeek(out var oldest) && now - oldest >= Window)
        {
            times.Dequeue();
        }
    }

    private void MakeRoom()
    {
        if (_begun.Count >= MaxMatters)
        {
            _begun.Remove(_begun.MinBy(static matter => matter.Value.LastOrDefault()).Key);
        }
    }
}
