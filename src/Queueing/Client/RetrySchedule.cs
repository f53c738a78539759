namespace Howdah.Queueing.Client;

/// <summary>Waits between tries: <paramref name="Initial"/>, doubling, at most <paramref name="Max"/>, <paramref name="MaxRetries"/> times.</summary>
public readonly record struct RetrySchedule(int MaxRetries, TimeSpan Initial, TimeSpan Max)
{
    /// <summary>Seven tries within 0.63 s of waiting: for verbs whose failure a caller can well handle.</summary>
    public static RetrySchedule Short => new(6, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(320));

    /// <summary>Eight tries within 127 s: for a completion, whose loss would be that of the work.</summary>
    public static RetrySchedule Completion => new(7, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(64));

    /// <summary>Ten milliseconds, doubling to two seconds, for ever: only a deadline ends it.</summary>
    public static RetrySchedule UntilDeadline => new(int.MaxValue, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(2));

    /// <summary>The sum of all waits.</summary>
    public TimeSpan Window
    {
        get
        {
            var sum = TimeSpan.Zero;
            for (var retry = 0; retry < MaxRetries; retry++)
            {
                sum += WaitBefore(retry);
            }

            return sum;
        }
    }

    /// <summary>The wait before retry <paramref name="retry"/>, counted from 0.</summary>
    public TimeSpan WaitBefore(int retry)
    {
        var milliseconds = Initial.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 60));
        return milliseconds >= Max.TotalMilliseconds ? Max : TimeSpan.FromMilliseconds(milliseconds);
    }
}
