namespace Howdah.HighAvailability.Lease;

/// <summary>Arithmetic on monotonic timestamps.</summary>
internal static class Timestamps
{
    public static TimeSpan Elapsed(long from, long to, long frequency) =>
        TimeSpan.FromTicks((long)((Int128)(to - from) * TimeSpan.TicksPerSecond / frequency));

    public static long Add(long timestamp, TimeSpan span, long frequency) =>
        timestamp + (long)((Int128)span.Ticks * frequency / TimeSpan.TicksPerSecond);
}
