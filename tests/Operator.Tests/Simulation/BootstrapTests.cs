using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Tests.Simulation;

public sealed class BootstrapTests
{
    [Fact]
    public async Task One_instance_becomes_ready()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(1));

        await world.RunUntilReadyAsync(1);

        Assert.Equal(("db-1", 1), (world.Status().CurrentPrimary, world.Status().Timeline));
        Assert.Equal("7000000000000000001", world.Status().SystemIdentifier);
        Assert.Equal(Labels.Primary, world.LabelOf("db-1", Labels.Role));
        Assert.Null(world.Find<V1PodDisruptionBudget>("db"));
        Assert.Empty(world.Failures);
    }

    [Fact]
    public async Task Three_instances_become_ready_the_first_alone_the_others_at_once()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(3));

        await world.RunUntilAsync("db-1 exists", () => world.Find<V1StatefulSet>("db-1") is not null);
        Assert.Null(world.Find<V1StatefulSet>("db-2"));
        await world.RunUntilReadyAsync(3);

        Assert.Equal(["db-1", "db-2", "db-3"], world.Status().Members!.Select(member => member.Name));
        Assert.Equal([Labels.Primary, Labels.Standby, Labels.Standby], world.Status().Members!.Select(member => world.LabelOf(member.Name, Labels.Role)!));
        Assert.Equal(["db-1"], world.Primaries);
        Assert.Single(world.Events, told => told.Reason == "ScalingUp");
        Assert.NotNull(world.Find<V1PodDisruptionBudget>("db"));
        Assert.Empty(world.Failures);
    }
}
