using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.WorkQueues;

/// <summary>What the operator remembers of a queue between reconciliations. All of it may be lost: a new operator begins without.</summary>
internal sealed class QueueMemory(string uid, TimeProvider time) : IMemory
{
    private readonly Dictionary<string, (string Facts, long At)> _done = new(StringComparer.Ordinal);
    private readonly Queue<(long At, decimal Ended)> _ended = new();
    private readonly long _born = time.GetTimestamp();

    public string Uid { get; } = uid;

    /// <summary>The last message told by an Event, by topic: the same is not told twice.</summary>
    public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>When the status was last written, as a timestamp; null: not by this process.</summary>
    public long? Written { get; set; }

    /// <summary>How often in a row the database could not be used.</summary>
    public int Failures { get; set; }

    public ScalingHistory Scaling { get; } = new();

    /// <summary>When pods were last added because items waited too long.</summary>
    public long? PodsAdded { get; set; }

    /// <summary>The user's Secret as it was last read, and when.</summary>
    public (V1Secret? Secret, long At)? Connection { get; set; }

    /// <summary>How long ago that was.</summary>
    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    public long Timestamp() => time.GetTimestamp();

    /// <summary>On a monotonic clock of its own.</summary>
    public TimeSpan Now => time.GetElapsedTime(_born);

    /// <summary>Whether <paramref name="what"/> was done for the very same facts within the time.</summary>
    public bool IsDone(string what, string facts, TimeSpan within) =>
        _done.TryGetValue(what, out var done) && done.Facts == facts && time.GetElapsedTime(done.At) < within;

    public void Done(string what, string facts) => _done[what] = (facts, time.GetTimestamp());

    /// <summary>Takes the number of leases that have ended so far; answers how many ended each second over the window, or null when that is not known yet.</summary>
    public double? Throughput(decimal ended, TimeSpan window)
    {
        // Statistics begin anew after a failover, and a dropped partition takes its share along.
        if (_ended.Count > 0 && ended < _ended.Last().Ended)
        {
            _ended.Clear();
        }

        _ended.Enqueue((time.GetTimestamp(), ended));
        while (_ended.Count > 2 && time.GetElapsedTime(_ended.Peek().At) > window)
        {
            _ended.Dequeue();
        }

        var (at, first) = _ended.Peek();
        var seconds = time.GetElapsedTime(at).TotalSeconds;
        return seconds < 1 ? null : Math.Round((double)(ended - first) / seconds, 2);
    }
}
