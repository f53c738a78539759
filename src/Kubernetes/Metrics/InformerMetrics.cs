using Howdah.Kubernetes.Client;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The metrics of one kind's informer; all series start at zero.</summary>
internal sealed class InformerMetrics
{
    private static readonly string[] Types = [.. Enum.GetNames<WatchEventType>().Select(name => name.ToLowerInvariant())];

    private readonly InformerInstruments _instruments;
    private readonly KeyValuePair<string, object?> _kind;

    public InformerMetrics(InformerInstruments instruments, string kind)
    {
        _instruments = instruments;
        _kind = new("kind", kind);
        foreach (var type in Types)
        {
            instruments.Events.Add(0, _kind, new("type", type));
        }

        foreach (var counter in new[] { instruments.Lists, instruments.Watches, instruments.Stalls, instruments.Failures })
        {
            counter.Add(0, _kind);
        }
    }

    public void Saw(WatchEventType type) => _instruments.Events.Add(1, _kind, new("type", Types[(int)type]));

    public void Listed() => _instruments.Lists.Add(1, _kind);

    public void Watching() => _instruments.Watches.Add(1, _kind);

    public void Stalled() => _instruments.Stalls.Add(1, _kind);

    public void Failed() => _instruments.Failures.Add(1, _kind);
}
