namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Recommendations of the recent past. Time is whatever monotonic clock the caller has.</summary>
internal sealed class ScalingHistory
{
    private readonly Queue<(TimeSpan At, int Pods)> _past = new();
    private TimeSpan? _first;
    private TimeSpan _last;

    /// <summary>Forgets what was: the specification has changed, or nothing was known for a while.</summary>
    public void Clear()
    {
        _past.Clear();
        _first = null;
    }

    /// <summary>Takes a recommendation and answers the highest within the delay before it; null when the past is not known for so long.</summary>
    /// <param name="now">Never less than before.</param>
    /// <param name="recommended">What is recommended now.</param>
    /// <param name="delay">How long fewer must have been enough.</param>
    /// <param name="gap">A silence longer than this means that the past is not known.</param>
    public int? Add(TimeSpan now, int recommended, TimeSpan delay, TimeSpan gap)
    {
        if (_first is not null && now - _last > gap)
        {
            Clear();
        }

        _first ??= now;
        _last = now;
        _past.Enqueue((now, recommended));
        while (now - _past.Peek().At > delay)
        {
            _past.Dequeue();
        }

        return now - _first >= delay ? _past.Max(entry => entry.Pods) : null;
    }
}
