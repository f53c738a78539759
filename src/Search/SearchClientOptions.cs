namespace Howdah.Search;

/// <summary>Limits of a client.</summary>
public sealed record SearchClientOptions
{
    /// <summary>For one try of a request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For a request with all its tries and waits; no further try is begun after it.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    public SearchRetry Retry { get; init; } = SearchRetry.Default;

    /// <summary>A longer answer counts as malformed.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Waits between tries: <paramref name="Initial"/>, doubling, at most <paramref name="Max"/>, each shortened at random by up to a half.</summary>
/// <param name="MaxRetries">0: never.</param>
/// <param name="Initial">Before the first retry.</param>
/// <param name="Max">Also the longest Retry-After that is waited for.</param>
public sealed record SearchRetry(int MaxRetries, TimeSpan Initial, TimeSpan Max)
{
    public static SearchRetry Default { get; } = new(6, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));

    public static SearchRetry None { get; } = new(0, TimeSpan.Zero, TimeSpan.Zero);

    /// <param name="retry">Counted from 0.</param>
    /// <param name="retryAfter">What the cluster asked for.</param>
    /// <param name="random">0 to 1.</param>
    internal TimeSpan WaitBefore(int retry, TimeSpan? retryAfter, double random)
    {
        var doubled = Math.Min(Initial.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 40)), Max.TotalMilliseconds);
        var jittered = TimeSpan.FromMilliseconds(doubled * (1 - (random / 2)));
        return retryAfter is { } asked && asked > jittered ? asked : jittered;
    }
}
