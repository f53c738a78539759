namespace Howdah.Kubernetes.Events;

/// <summary>
/// Turns occurrences into few writes: the first of a kind is written, the second makes it a series, further ones are only counted and written
/// now and then (client-go tools/events). Not thread-safe.
/// </summary>
internal sealed class EventAggregator(Func<PendingEvent, string> nameOf)
{
    /// <summary>A series without an occurrence for this long is over.</summary>
    public static readonly TimeSpan FinishAfter = TimeSpan.FromMinutes(6);

    /// <summary>A series that goes on is written this often.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(30);

    /// <summary>Series remembered at once; beyond that the one that was quiet the longest is forgotten.</summary>
    public const int MaxSeries = 4096;

    private readonly Dictionary<EventKey, EventSeries> _series = [];

    public int Count => _series.Count;

    /// <summary>The series that must be written because of this occurrence, or null when counting was enough.</summary>
    public EventSeries? Observe(PendingEvent occurrence)
    {
        if (!_series.TryGetValue(occurrence.Key, out var series) || occurrence.At - series.LastObserved > FinishAfter)
        {
            series = new EventSeries(occurrence, nameOf(occurrence));
            Add(series);
            return series;
        }

        series.Observe(occurrence.At);
        return series.Count == 2 || occurrence.At - series.LastWritten >= RefreshAfter ? series : null;
    }

    /// <summary>Forgets a series that could not be written, so that its next occurrence is tried afresh.</summary>
    public void Forget(EventSeries series)
    {
        if (_series.TryGetValue(series.First.Key, out var known) && ReferenceEquals(known, series))
        {
            _series.Remove(series.First.Key);
        }
    }

    /// <summary>Forgets the series that are over and gives those of them whose last count is not written yet.</summary>
    public List<EventSeries> Finish(DateTimeOffset now) => Take(series => now - series.LastObserved > FinishAfter);

    /// <summary>Forgets everything and gives what is not written yet.</summary>
    public List<EventSeries> FinishAll() => Take(static _ => true);

    private List<EventSeries> Take(Func<EventSeries, bool> isOver)
    {
        var over = _series.Values.Where(isOver).ToList();
        over.ForEach(Forget);
        return [.. over.Where(static series => series.HasUnwritten)];
    }

    private void Add(EventSeries series)
    {
        if (_series.Count >= MaxSeries && !_series.ContainsKey(series.First.Key))
        {
            Forget(_series.Values.MinBy(static known => known.LastObserved)!);
        }

        _series[series.First.Key] = series;
    }
}
