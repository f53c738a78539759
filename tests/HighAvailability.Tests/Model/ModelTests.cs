using Xunit.Abstractions;

namespace Howdah.HighAvailability.Tests.Model;

public sealed class ModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(3, null)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    [InlineData(2, null)]
    [InlineData(4, 1)]
    public void Random_histories_never_have_two_primaries_lose_no_acknowledged_commit_and_heal(int instances, int? synchronous)
    {
        var results = Enumerable.Range(1, Runs).Select(run => Run(1000 * instances + 100_000 * (synchronous ?? 0) + run, instances, synchronous, Mutation.None)).ToList();
        output.WriteLine($"{results.Count} histories, {results.Sum(result => result.Steps)} steps, {results.Sum(result => result.Failovers)} failovers, "
            + $"{results.Sum(result => result.Acknowledged)} commits, healed after {results.Average(result => result.HealedAfter) / 1000:0.0} s on average, {results.Max(result => result.HealedAfter) / 1000.0} s at most");
        Assert.All(results, result => Assert.True(result.Violation is null, result.Violation));
        Assert.True(results.Sum(result => result.Failovers) > results.Count, "too few failovers to prove anything");
    }

    [Theory]
    [InlineData(nameof(Mutation.NoPermit), 3, null)]
    [InlineData(nameof(Mutation.NoQuorum), 3, 1)]
    [InlineData(nameof(Mutation.NoFencing), 3, 1)]
    [InlineData(nameof(Mutation.ReleaseBeforeStop), 3, null)]
    [InlineData(nameof(Mutation.ImpatientObserver), 3, null)]
    [InlineData(nameof(Mutation.RewindUnconfirmed), 4, null)]
    [InlineData(nameof(Mutation.NoConfirmation), 3, 1)]
    [InlineData(nameof(Mutation.NoVolumeLock), 3, null)]
    [InlineData(nameof(Mutation.NoShorteningAfterHandover), 3, null)]
    [InlineData(nameof(Mutation.LongestPermitCounts), 3, null)]
    [InlineData(nameof(Mutation.NoPromotionMark), 2, 1)]
    [InlineData(nameof(Mutation.NoStallDetection), 3, null)]
    public void The_checker_notices_when_a_safeguard_is_taken_away(string mutation, int instances, int? synchronous)
    {
        for (var seed = 1; seed <= MostSeedsForAMutation; seed++)
        {
            if (Run(seed, instances, synchronous, Enum.Parse<Mutation>(mutation)) is { Violation: { } violation })
            {
                output.WriteLine($"{mutation}: seed {seed}: {violation}");
                return;
            }
        }

        Assert.Fail($"{mutation} went unnoticed in {MostSeedsForAMutation} histories");
    }

    [Fact]
    public void A_cluster_of_one_that_grows_never_has_two_primaries_and_heals()
    {
        var results = Enumerable.Range(1, 2 * Runs).Select(seed => Run(seed, 3, null, Mutation.None, growing: true)).ToList();
        output.WriteLine($"{results.Count} histories, {results.Sum(result => result.Failovers)} failovers, healed after {results.Max(result => result.HealedAfter) / 1000.0} s at most");
        Assert.All(results, result => Assert.True(result.Violation is null, result.Violation));
    }

    [Theory]
    [InlineData(nameof(Mutation.AloneNeverStops))]
    [InlineData(nameof(Mutation.NoShorteningAfterHandover))]
    public void The_checker_notices_when_a_sole_member_trusts_that_it_stays_so(string mutation) => Assert.Contains(
        Enumerable.Range(1, MostSeedsForAMutation), seed => Run(seed, 3, null, Enum.Parse<Mutation>(mutation), growing: true).Violation is { } violation
            && violation.Contains("at the same time", StringComparison.Ordinal));

    private const int MostSeedsForAMutation = 400;

    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("HOWDAH_MODEL_RUNS"), out var runs) ? runs : 25;

    private ModelResult Run(int seed, int instances, int? synchronous, Mutation mutation, bool growing = false)
    {
        var result = ModelRun.Execute(seed, instances, synchronous, mutation, growing);
        if (result.Violation is not null && mutation == Mutation.None)
        {
            output.WriteLine($"seed {seed}: {result.Violation}\n{result.Trace}");
        }

        return result;
    }
}
