namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>One word for the column: the most urgent thing to know.</summary>
internal static class PhasePolicy
{
    public const string Deleting = "Deleting";
    public const string Paused = "Paused";

    public static string Of(ConditionFacts facts)
    {
        if (facts.State.Deleting)
        {
            return Deleting;
        }

        if (facts.Paused)
        {
            return Paused;
        }

        if (facts.IsInitialized && facts.IsFailingOver)
        {
            return "FailingOver";
        }

        if (facts.FencedMembers.Count > 0)
        {
            return "Fenced";
        }

        if (facts.Problems.Count > 0)
        {
            return "Invalid";
        }

        if (!facts.IsInitialized)
        {
            return "Bootstrapping";
        }

        if (facts.Activity is not null)
        {
            return "Progressing";
        }

        return facts.PrimaryIsReady && facts.ReadyCount >= facts.Wanted && facts.Members.Count == facts.Wanted && facts.Troubles.Count == 0 ? "Ready" : "Degraded";
    }
}
