namespace Howdah.Kubernetes.Events;

/// <summary>The occurrences of one event that was written.</summary>
internal sealed class EventSeries(PendingEvent first, string name)
{
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
