using System.Globalization;
using Howdah.Cluster.Tests.Workload;
using Xunit.Abstractions;

namespace Howdah.Cluster.Tests.Chaos;

/// <summary><c>eng/chaos</c> sets the number of rounds and the seed; without it, a few rounds, and each fault with one kind of replication only.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ChaosTests(ClusterFixture fixture, ITestOutputHelper output)
{
    private const string RoundsVariable = "HOWDAH_CHAOS_ROUNDS";
    private static readonly int Rounds = Setting(RoundsVariable, 2);
    private static readonly int Seed = Setting("HOWDAH_CHAOS_SEED", 1);

    [SkippableTheory]
    [InlineData(nameof(Scenario.KillPostmaster))]
    [InlineData(nameof(Scenario.ForceDeletePod))]
    [InlineData(nameof(Scenario.FreezeAgentAndPostmaster))]
    public Task Synchronous_cluster_heals_and_keeps_every_acknowledged_write(string scenario) =>
        RunAsync(Enum.Parse<Scenario>(scenario), synchronous: true, Rounds);

    [SkippableTheory]
    [InlineData(nameof(Scenario.FreezePod))]
    [InlineData(nameof(Scenario.CutFromApi))]
    public Task Synchronous_cluster_loses_nothing_by_a_primary_that_nobody_can_stop(string scenario)
    {
        LeaveToChaos(scenario == nameof(Scenario.CutFromApi));
        return RunAsync(Enum.Parse<Scenario>(scenario), synchronous: true, Math.Max(1, Rounds / 2));
    }

    [SkippableTheory]
    [InlineData(nameof(Scenario.FreezeAgentAndPostmaster))]
    [InlineData(nameof(Scenario.CutFromApi))]
    public Task Asynchronous_cluster_heals_and_never_has_two_primaries(string scenario)
    {
        LeaveToChaos(scenario == nameof(Scenario.FreezeAgentAndPostmaster));
        return RunAsync(Enum.Parse<Scenario>(scenario), synchronous: false, Math.Max(1, Rounds / 2));
    }

    private static void LeaveToChaos(bool hasTwin) =>
        Skip.If(hasTwin && Environment.GetEnvironmentVariable(RoundsVariable) is null, "The same fault is tried with the other kind of replication; eng/chaos tries it with both.");

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private async Task RunAsync(Scenario scenario, bool synchronous, int rounds)
    {
        var kind = $"{scenario}-{(synchronous ? "sync" : "async")}";
        await using var cluster = await TestCluster.CreateAsync(
            fixture, "chaos-" + kind.ToLowerInvariant(), TestCluster.Spec(3, more: synchronous ? "replication: {synchronous: {number: 1}}" : ""));
        await cluster.WaitReadyAsync(3);
        await AppendWorkload.PrepareAsync(cluster);
        var random = new Random(Seed);
        var times = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var (outage, lost, acknowledged, story) = await new ChaosRound(fixture, cluster, 3).RunAsync(scenario, $"r{round}", random);
            times.Add(outage.TotalSeconds);
            var line = string.Create(CultureInfo.InvariantCulture, $"{kind} round {round} seed {Seed}: no write for {outage.TotalSeconds:0.00} s, {acknowledged} acknowledged, {lost} lost, {story}");
            output.WriteLine(line);
            Console.WriteLine(line);
            if (synchronous)
            {
                Assert.Equal(0, lost);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {rounds} rounds, time to the next acknowledged write median {times[times.Count / 2]:0.00} s, maximum {times[^1]:0.00} s"));
    }
}
