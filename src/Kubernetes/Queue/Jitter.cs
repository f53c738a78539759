namespace Howdah.Kubernetes.Queue;

/// <summary>Spreads delays so that many objects or replicas do not act in step. Thread-safe when built on <see cref="Random.Shared"/>.</summary>
internal sealed class Jitter(Random random)
{
    public static readonly Jitter Shared = new(Random.Shared);

    /// <summary>A value in <c>[delay * (1 - fraction), delay]</c>: never later than asked.</summary>
    public TimeSpan AtMost(TimeSpan delay, double fraction) => delay * (1 - (fraction * random.NextDouble()));

    /// <summary>A value in <c>[delay, delay * (1 + fraction)]</c>: never sooner than asked.</summary>
    public TimeSpan AtLeast(TimeSpan delay, double fraction) => delay * (1 + (fraction * random.NextDouble()));

    /// <summary>A value in <c>[delay * (1 - fraction), delay * (1 + fraction)]</c>.</summary>
    public TimeSpan Around(TimeSpan delay, double fraction) => delay * (1 + (fraction * ((2 * random.NextDouble()) - 1)));

    /// <summary>A value in <c>[from, to]</c>.</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + ((to - from) * random.NextDouble());
}
