namespace Howdah.HighAvailability.Failover;

/// <summary>
/// The failover state machine: one step along <see cref="TransitionTable"/>. Pure: the same observation gives the same step. Several operators may run it at the same
/// time, because a step takes effect only by compare-and-swap.
/// </summary>
public static class FailoverMachine
{
    public static FailoverStep Next(FailoverObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        var facts = new FailoverFacts(observation);
        var row = TransitionTable.Rows.First(row => row.From == facts.Progress.State && FailoverGuards.Holds(row.Trigger, facts));
        return FailoverEffects.Apply(row, facts);
    }
}
