namespace Howdah.HighAvailability.Quorum;

/// <summary>
/// Commits are acknowledged when W of the standbys S have flushed them. A set R of standbys that no longer acknowledge anything to the old primary contains every
/// acknowledged commit, and lets it have no further one, when |R ∩ S| + W &gt; |S|.
/// </summary>
public static class QuorumRule
{
    /// <summary>How many more standbys of <paramref name="names"/> must be in <paramref name="stopped"/>; 0 when the rule holds, or when commits wait for nobody.</summary>
    public static int Missing(IReadOnlyCollection<string> stopped, int number, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(stopped);
        ArgumentNullException.ThrowIfNull(names);
        if (number < 1)
        {
            return 0;
        }

        var have = names.Distinct().Count(stopped.Contains);
        return Math.Max(0, names.Distinct().Count() - number + 1 - have);
    }
}
