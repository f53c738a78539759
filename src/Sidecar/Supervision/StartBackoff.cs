namespace Howdah.Sidecar.Supervision;

/// <summary>How long to wait before the next start after starts that failed: nothing after the first, then longer, at most five seconds.</summary>
internal static class StartBackoff
{
    private static readonly TimeSpan[] Delays =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)];

    public static TimeSpan After(int failedStarts) => Delays[Math.Min(failedStarts, Delays.Length - 1)];
}
