namespace Howdah.Kubernetes.Queue;

/// <summary>
/// Exponential delay per failing key: <c>5 ms * 2^n</c>, at most five minutes, shortened by up to a fifth at random.
/// The base is client-go's (util/workqueue, default rate limiters); its cap of 1,000 s is longer than anyone waits for a repair.
/// Not thread-safe: the queue calls it under its own lock.
/// </summary>
internal sealed class RateLimiter<TKey>(Jitter jitter)
    where TKey : struct, IEquatable<TKey>
{
    public static readonly TimeSpan BaseDelay = TimeSpan.FromMilliseconds(5);

    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    /// <summary>The share of a delay that chance may take off.</summary>
    public const double JitterFraction = 0.2;

    // 5 ms * 2^16 is past five minutes: a larger exponent only risks overflow.
    private const int LargestExponent = 16;

    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>Keys with at least one failure since they were last forgotten.</summary>
    public int Count => _failures.Count;

    public int Failures(TKey key) => _failures.GetValueOrDefault(key);

    /// <summary>Counts one more failure and says how long to wait.</summary>
    public TimeSpan Next(TKey key)
    {
        var failures = Failures(key);
        _failures[key] = failures == int.MaxValue ? failures : failures + 1;
        return jitter.AtMost(Ceiling(failures), JitterFraction);
    }

    public void Forget(TKey key) => _failures.Remove(key);

    /// <summary>The delay before jitter after so many earlier failures.</summary>
    public static TimeSpan Ceiling(int failures)
    {
        var delay = BaseDelay * (1L << Math.Min(failures, LargestExponent));
        return delay < MaxDelay ? delay : MaxDelay;
    }
}
