namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>How many worker pods there should be.</summary>
internal static class ScalingPolicy
{
    /// <summary>Pods that were added because items wait too long get this time to show an effect before more are added.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What this moment alone asks for: within min and max, whatever was before.</summary>
    public static int Recommend(ScalingFacts facts)
    {
        var ready = facts.Paused ? 0 : facts.Ready;
        var work = ready + facts.Leased;
        var wanted = work == 0 ? 0 : (work + facts.Target - 1) / facts.Target;
        if (ready > 0 && facts.MaxAge is { } limit && facts.OldestAge > limit)
        {
            var more = facts.SinceAdded is { } since && since < Patience ? 0 : Math.Max(1, facts.Current / 2);
            wanted = Math.Max(wanted, facts.Current + (long)more);
        }

        return (int)Math.Clamp(wanted, facts.Min, facts.Max);
    }

    /// <summary>
    /// Up at once; down only to what was enough for the whole of the delay, and never below the pods that hold leases, even when max has been lowered below them.
    /// </summary>
    /// <param name="recommended">See <see cref="Recommend"/>.</param>
    /// <param name="highest">The highest recommendation within the delay; null when it is not known for the whole delay.</param>
    /// <param name="facts">The same as the recommendation was made from.</param>
    public static int Decide(int recommended, int? highest, ScalingFacts facts)
    {
        if (recommended >= facts.Current)
        {
            return recommended;
        }

        var settled = highest is { } most ? Math.Clamp(most, recommended, facts.Current) : facts.Current;
        var bounded = Math.Min(settled, facts.Max);
        return Math.Max(bounded, Math.Min(facts.Holders, facts.Current));
    }
}
