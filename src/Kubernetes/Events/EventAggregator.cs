namespace Howdah.Kubernetes.Events;

/// <summary>
/// Turns occurrences into few writes: the first of a kind is written, the second makes it a series, further ones are only counted and written
/// now and then (client-go tools/events). Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// The same text about the same matter is the same event; another text is another event, because the note of an Event cannot be changed and a
/// reader would otherwise see the first cause only. A matter whose texts differ every time (they hold a number, say) must not flood the API
/// server: it may begin <see cref="NoteAllowance.MaxNotes"/> events within <see cref="NoteAllowance.Window"/>, the limit of client-go's
/// older recorder (tools/record); what comes beyond that is counted in one event whose note says that it stands for others.
/// </para>
/// <para>client-go's newer recorder tells apart by the version of the object instead, so that it shows a new text only after the object has changed.</para>
/// </remarks>
internal sealed class EventAggregator(Func<PendingEvent, string> nameOf)
{
    /// <summary>A series without an occurrence for this long is over.</summary>
    public static readonly TimeSpan FinishAfter = TimeSpan.FromMinutes(6);

    /// <summary>A series that goes on is written this often.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(30);

    /// <summary>Series remembered at once; beyond that the one that was quiet the longest is forgotten.</summary>
    public const int MaxSeries = 4096;

    /// <summary>How the note of an event begins that stands for several texts: the words of client-go's older recorder.</summary>
    public const string CombinedPrefix = "(combined from similar events): ";

    private readonly Dictionary<SeriesKey, EventSeries> _series = [];
    private readonly NoteAllowance _notes = new();

    public int Count => _series.Count;

    /// <summary>The series that must be written because of this occurrence, or null when counting was enough.</summary>
    public EventSeries? Observe(PendingEvent occurrence)
    {
        var own = new SeriesKey(occurrence.Key, occurrence.Note);
        if (FindAlive(own, occurrence.At) is { } known)
        {
            return Repeat(known, occurrence.At);
        }

        if (_notes.TryTake(occurrence.Key, occurrence.At))
        {
            return Begin(own, occurrence);
        }

        var combined = new SeriesKey(occurrence.Key, null);
        return FindAlive(combined, occurrence.At) is { } similar
            ? Repeat(similar, occurrence.At)
            : Begin(combined, occurrence with { Note = EventNote.Truncate(CombinedPrefix + occurrence.Note) });
    }

    /// <summary>Forgets a series that could not be written, so that its next occurrence is tried afresh.</summary>
    public void Forget(EventSeries series)
    {
        if (_series.TryGetValue(series.Key, out var known) && ReferenceEquals(known, series))
        {
            _series.Remove(series.Key);
        }
    }

    /// <summary>Forgets the series that are over and gives those of them whose last count is not written yet.</summary>
    public List<EventSeries> Finish(DateTimeOffset now)
    {
        _notes.Forget(now);
        return Take(series => now - series.LastObserved > FinishAfter);
    }

    /// <summary>Forgets everything and gives what is not written yet.</summary>
    public List<EventSeries> FinishAll() => Take(static _ => true);

    private EventSeries? FindAlive(SeriesKey key, DateTimeOffset now) =>
        _series.TryGetValue(key, out var series) && now - series.LastObserved <= FinishAfter ? series : null;

    private static EventSeries? Repeat(EventSeries series, DateTimeOffset at)
    {
        series.Observe(at);
        return series.Count == 2 || at - series.LastWritten >= RefreshAfter ? series : null;
    }

    private EventSeries Begin(SeriesKey key, PendingEvent first)
    {
        if (_series.Count >= MaxSeries && !_series.ContainsKey(key))
        {
            Forget(_series.Values.MinBy(static known => known.LastObserved)!);
        }

        return _series[key] = new EventSeries(key, first, nameOf(first));
    }

    private List<EventSeries> Take(Func<EventSeries, bool> isOver)
    {
        var over = _series.Values.Where(isOver).ToList();
        over.ForEach(Forget);
        return [.. over.Where(static series => series.HasUnwritten)];
    }
}
