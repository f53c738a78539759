using System.Diagnostics.Metrics;

namespace Howdah.Kubernetes.Metrics;

/// <summary>What became of published events.</summary>
internal sealed class EventMetrics
{
    private static readonly string[] Outcomes = ["sent", "aggregated", "dropped", "failed"];

    private readonly Counter<long> _events;

    public EventMetrics(RuntimeMeter meter)
    {
        _events = meter.Counter("howdah_events_total", "Published events by outcome: sent, aggregated into a series, dropped because the queue was full, failed");
        foreach (var outcome in Outcomes)
        {
            Count(outcome, 0);
        }
    }

    public void Sent() => Count("sent", 1);

    public void Aggregated() => Count("aggregated", 1);

    public void Dropped() => Count("dropped", 1);

    public void Failed() => Count("failed", 1);

    private void Count(string outcome, long count) => _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
}
