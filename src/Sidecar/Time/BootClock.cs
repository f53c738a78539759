using Howdah.Sidecar.Native;

namespace Howdah.Sidecar.Time;

/// <summary>
/// Timestamps of CLOCK_BOOTTIME: one clock for all containers of a node that also counts the time a machine was suspended, so that a
/// permit given before a suspension has ended after it.
/// </summary>
internal sealed class BootClock : TimeProvider
{
    public static readonly BootClock Instance = new();

    public override long TimestampFrequency => 1_000_000_000;

    public override unsafe long GetTimestamp()
    {
        var time = stackalloc long[2];
        if (Libc.ClockGetTime(Libc.ClockBootTime, time) != 0)
        {
            throw new InvalidOperationException("CLOCK_BOOTTIME is not there.");
        }

        return (time[0] * 1_000_000_000) + time[1];
    }
}
