using Howdah.HighAvailability.Failover;

namespace Howdah.HighAvailability.Tests.Model;

/// <param name="Violation">What the checker noticed, or null.</param>
/// <param name="Steps">Events executed.</param>
/// <param name="Failovers">How often the role moved.</param>
/// <param name="Acknowledged">Commits.</param>
/// <param name="HealedAfter">Milliseconds from the end of all faults until everything was in order.</param>
/// <param name="Trace">The last notes.</param>
/// <param name="Taken">Rows of the transition table, and how often.</param>
internal sealed record ModelResult(
    string? Violation, long Steps, int Failovers, int Acknowledged, long HealedAfter, string Trace, IReadOnlyDictionary<FailoverTransition, int> Taken);

/// <summary>One random history: faults for a while, then peace.</summary>
internal static class ModelRun
{
    private const long FaultsUntil = 90_000;
    private const long PeaceAtMost = 300_000;

    public static ModelResult Execute(int seed, int instances, int? synchronous, Mutation mutation, bool growing = false)
    {
        var world = new ModelWorld(seed, instances, synchronous, mutation, growing);
        var faults = new ModelFaults(world);
        var healed = -1L;
        string? violation = null;
        try
        {
            faults.Start();
            world.Simulation.RunUntil(FaultsUntil, world.CheckOnePrimary);
            faults.End();
            world.Note("peace");
            while (healed < 0 && world.Simulation.Now < FaultsUntil + PeaceAtMost)
            {
                world.Simulation.RunUntil(world.Simulation.Now + 1000, world.CheckOnePrimary);
                healed = Healed(world) ? world.Simulation.Now - FaultsUntil : -1;
            }

            if (healed < 0)
            {
                violation = $"not healed after {PeaceAtMost / 1000} s: {world.Api.Cluster.Failover}\n{world.Describe()}";
            }
        }
        catch (ViolationException found)
        {
            violation = found.Message;
        }

        return new ModelResult(violation, world.Simulation.Steps, world.Failovers, world.Acknowledged, healed, world.Trace, world.Taken);
    }

    /// <summary>In order, nothing lost, and a new commit is acknowledged.</summary>
    private static bool Healed(ModelWorld world)
    {
        if (!world.IsHealthy())
        {
            return false;
        }

        var before = world.Acknowledged;
        world.Simulation.RunUntil(world.Simulation.Now + 3000, world.CheckOnePrimary);
        if (!world.IsHealthy() || world.Acknowledged == before)
        {
            return false;
        }

        var primary = world.Api.Cluster.CurrentPrimary!;
        world.CheckNothingLost(world.Volumes[world.Names.IndexOf(primary)], primary);
        return true;
    }
}
