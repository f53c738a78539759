using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Howdah.Kubernetes.Informers;

namespace Howdah.Kubernetes.Metrics;

/// <summary>The informers' instruments, shared by all kinds of an operator.</summary>
internal sealed class InformerInstruments
{
    private readonly ConcurrentDictionary<string, IInformer> _informers = new();

    public InformerInstruments(RuntimeMeter meter)
    {
        Events = meter.Counter("howdah_informer_events_total", "Watch events received");
        Lists = meter.Counter("howdah_informer_lists_total", "Complete lists taken; more than one a namespace means listing again");
        Watches = meter.Counter("howdah_informer_watches_total", "Watch requests sent");
        Stalls = meter.Counter("howdah_informer_watch_stalls_total", "Watches cancelled because nothing arrived for longer than their timeout");
        Failures = meter.Counter("howdah_informer_failures_total", "Failed lists and watches");
        meter.Gauge("howdah_informer_objects", "Objects kept", () => Observe(static informer => informer.Count));
        meter.Gauge("howdah_informer_synced", "1 after the first complete list", () => Observe(static informer => informer.HasSynced ? 1 : 0));
    }

    public Counter<long> Events { get; }

    public Counter<long> Lists { get; }

    public Counter<long> Watches { get; }

    public Counter<long> Stalls { get; }

    public Counter<long> Failures { get; }

    public void Register(IInformer informer) => _informers[informer.Kind] = informer;

    private IEnumerable<Measurement<int>> Observe(Func<IInformer, int> read) =>
        _informers.Select(entry => new Measurement<int>(read(entry.Value), new KeyValuePair<string, object?>("kind", entry.Key)));
}
