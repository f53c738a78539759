using Howdah.HighAvailability.Failover;
using Xunit.Abstractions;
using static Howdah.HighAvailability.Failover.FailoverTrigger;
using static Howdah.HighAvailability.FailoverState;

namespace Howdah.HighAvailability.Tests.Model;

/// <summary>
/// The random histories reach the whole transition table, but for what the model does not contain; those rows are taken in
/// <see cref="Failover.TransitionTableTests"/> alone.
/// </summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    /// <summary>Rows that no history takes, and why.</summary>
    private static readonly Dictionary<(FailoverState, FailoverTrigger), string> OutsideTheModel = new()
    {
        [(Stable, LeftAlone)] = NoPause,
        [(Initiated, LeftAlone)] = NoPause,
        [(WaitingForCatchup, LeftAlone)] = NoPause,
        [(DemotingOldPrimary, LeftAlone)] = NoPause,
        [(PromotingNewPrimary, LeftAlone)] = NoPause,
        [(ReconfiguringReplicas, LeftAlone)] = NoPause,
        [(Stable, NotInitialised)] = "The model begins with a cluster that is initialised.",
        [(Stable, PrimaryFenced)] = "Nobody fences an instance in the model.",
        [(Stable, SingleInstance)] = "The model has at least two instances.",
        [(Stable, RollingUpdateAsked)] = "The model asks for a switchover by annotation only; what follows is the same.",
        [(Initiated, LeaseUnknown)] = "No operator of the model is restarted, so each has read the lease long before.",
    };

    /// <summary>Rows that need two coincidences: a history in hundreds takes them, and which one it is changes with every change of the model.</summary>
    private static readonly Dictionary<(FailoverState, FailoverTrigger), string> Seldom = new()
    {
        [(Initiated, OldPrimaryGone)] = "The lease ends in the quarter of a second between two steps of a switchover.",
        [(WaitingForCatchup, OldPrimaryGone)] = "The lease ends in the second in which the candidate closes up.",
        [(WaitingForCatchup, CandidateUnfit)] = "The candidate's volume is lost in that second.",
        [(WaitingForCatchup, CatchupTimedOut)] = "A candidate that streamed a moment ago stays away for 60 s, while its primary stays.",
        [(ReconfiguringReplicas, FollowingTimedOut)] = "A standby that can be reached does not follow for 30 s, while the new primary stays.",
    };

    private const string NoPause = "Nobody pauses or deletes the cluster in the model.";

    [Fact]
    public void Random_histories_take_every_row_that_the_model_can_take()
    {
        var taken = new Dictionary<FailoverTransition, int>();
        var histories = 0;
        while (Missing(taken).Count > 0 && histories < MostHistories)
        {
            histories++;
            var result = ModelRun.Execute(histories, 2 + (histories % 3), histories % 2 == 0 ? 1 : null, Mutation.None);
            foreach (var (row, times) in result.Taken)
            {
                taken[row] = taken.GetValueOrDefault(row) + times;
            }
        }

        output.WriteLine($"{taken.Count} of {TransitionTable.Rows.Count} rows in {histories} histories");
        foreach (var row in TransitionTable.Rows)
        {
            output.WriteLine($"{taken.GetValueOrDefault(row),9} {row.From}, {row.Trigger}{Why(row)}");
        }

        Assert.Empty(Missing(taken));
        Assert.DoesNotContain(taken.Keys, static row => OutsideTheModel.ContainsKey((row.From, row.Trigger)));
    }

    private const int MostHistories = 400;

    private static string Why(FailoverTransition row) =>
        OutsideTheModel.TryGetValue((row.From, row.Trigger), out var why) || Seldom.TryGetValue((row.From, row.Trigger), out why) ? ": " + why : "";

    private static List<string> Missing(Dictionary<FailoverTransition, int> taken) =>
        [.. TransitionTable.Rows.Where(row => !taken.ContainsKey(row) && Why(row).Length == 0).Select(static row => $"{row.From}, {row.Trigger}")];
}
