using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.Tests.Simulation;

public sealed class ParkedTests
{
    [Fact]
    public async Task A_paused_cluster_without_instances_costs_nothing_until_it_is_released()
    {
        var cluster = TestClusters.Create(1);
        cluster.Metadata.Annotations = new Dictionary<string, string> { [PostgresClusterAnnotations.Paused] = "true" };
        await using var world = await SimulatedWorld.CreateAsync(cluster);
        await world.RunForAsync(TimeSpan.FromSeconds(120));

        Assert.Equal("Paused", world.Status().Phase);
        Assert.InRange(world.Reconciliations, 1, 5);

        await world.AnnotateAsync(PostgresClusterAnnotations.Paused, null);
        await world.RunUntilReadyAsync(1);
    }
}
