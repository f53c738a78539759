using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Informers;

/// <summary>
/// 800 ms doubling to 30 s, each lengthened by up to its own size at random, from the start again when two minutes passed without
/// a failure (client-go tools/cache/reflector.go).
/// </summary>
internal sealed class ReflectorBackoff(TimeProvider time, Jitter jitter)
{
    public static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(800);

    public static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan ResetAfter = TimeSpan.FromMinutes(2);

    private TimeSpan _next = Initial;
    private long? _last;

    /// <summary>The delay before the next try.</summary>
    public TimeSpan Next()
    {
        var now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last, now) > ResetAfter)
        {
            _next = Initial;
        }

        _last = now;
        var delay = _next;
        _next = 2 * _next < Max ? 2 * _next : Max;
        return jitter.AtLeast(delay, 1);
    }

    /// <summary>Waits for <see cref="Next"/>, or for what the server asked for if that is longer.</summary>
    public Task WaitAsync(TimeSpan? atLeast, CancellationToken cancellationToken)
    {
        var delay = Next();
        return Task.Delay(atLeast > delay ? atLeast.Value : delay, time, cancellationToken);
    }
}
