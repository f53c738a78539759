namespace Howdah.Kubernetes.Events;

/// <summary>Which series an occurrence belongs to.</summary>
/// <param name="Matter">What it is about.</param>
/// <param name="Note">Null for the series that stands for several texts.</param>
internal readonly record struct SeriesKey(EventKey Matter, string? Note);

/// <summary>The occurrences of one event that was written.</summary>
internal sealed class EventSeries(SeriesKey key, PendingEvent first, string name)
{
    public SeriesKey Key { get; } = key;

    public PendingEvent First { get; } = first;

    /// <summary>Name of the Event object.</summary>
    public string Name { get; set; } = name;

    /// <summary>Events about cluster-scoped objects live in <c>default</c>.</summary>
    public string Namespace { get; } = first.Key.Name.Namespace.Length == 0 ? "default" : first.Key.Name.Namespace;

    public int Count { get; private set; } = 1;

    public int WrittenCount { get; private set; }

    public DateTimeOffset LastObserved { get; private set; } = first.At;

    public DateTimeOffset LastWritten { get; private set; } = first.At;

    public bool HasUnwritten => Count > WrittenCount;

    public void Observe(DateTimeOffset at)
    {
        Count++;
        LastObserved = at;
    }

    public void Written(DateTimeOffset at)
    {
        WrittenCount = Count;
        LastWritten = at;
    }
}
