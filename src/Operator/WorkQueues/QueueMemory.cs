using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.WorkQueues;

/// <summary>What the operator remembers of a queue between reconciliations. All of it may be lost: a new operator begins without.</summary>
internal sealed class QueueMemory(string uid, TimeProvider time) : IMemory
{
    private readonly Dictionary<string, (string Facts, long At)> _done = new(StringComparer.Ordinal);
    private readonly Queue<(long At, long Completed)> _completed = new();
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

    /// <summary>It is to be done again, whatever the facts.</summary>
    public void Forget(string what) => _done.Remove(what);

    /// <summary>Takes the number of completions so far; answers how many there were each second over the window, or null when that is not known yet.</summary>
    public double? Throughput(long completed, TimeSpan window)
    {
        // Statistics begin anew after a failover, and a dropped partition takes its share along.
        if (_completed.Count > 0 && completed < _completed.Last().Completed)
        {
            _completed.Clear();
        }

        _completed.Enqueue((time.GetTimestamp(), completed));
        while (_completed.Count > 2 && time.GetElapsedTime(_completed.Peek().At) > window)
        {
            _completed.Dequeue();
        }

        var (at, first) = _completed.Peek();
        var seconds = time.GetElapsedTime(at).TotalSeconds;
        return seconds < 1 ? null : Math.Round((completed - first) / seconds, 2);
    }
}
