namespace Howdah.Sidecar.Operations;

internal static class RewindRules
{
    /// <summary>Whether pg_rewind takes a data directory in this state of pg_controldata as it is.</summary>
    public static bool IsClean(string controlState) => controlState is "shut down" or "shut down in recovery";

    /// <summary>
    /// Up to 15 pg_rewind takes the source's timeline from its control file, which a promotion does not change before the next checkpoint, and does nothing when it finds
    /// its own there. A rewind is ordered only against a server on a higher timeline: the source is not ready yet.
    /// </summary>
    public static bool IsOnTheSameTimeline(string output) => output.Contains("are on the same timeline", StringComparison.Ordinal);

    /// <summary>The source could not be reached: nothing is wrong with the target.</summary>
    public static bool IsConnectionFailure(string output) =>
        output.Contains("could not connect", StringComparison.OrdinalIgnoreCase)
        || output.Contains("connection to server", StringComparison.OrdinalIgnoreCase)
        || output.Contains("server closed the connection", StringComparison.OrdinalIgnoreCase)
        || output.Contains("could not translate host name", StringComparison.OrdinalIgnoreCase);
}
