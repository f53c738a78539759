using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Testing.Faults;

namespace Howdah.Operator.Tests.Simulation;

public sealed class FailoverTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_standby_takes_over_when_the_primarys_node_dies(bool restarts)
    {
        await using var world = await ReadyAsync(3);
        world.DeadNodes.Add("db-1");

        for (var elapsed = 0; elapsed < 120 && world.Status().Failover?.State != "ReconfiguringReplicas"; elapsed++)
        {
            await world.TickAsync();
            if (restarts && elapsed % 10 == 9)
            {
                world.RestartOperator();
            }

            restarts = restarts && elapsed < 25;
        }

        await world.RunUntilAsync("a standby has taken over", () => world.Status() is { CurrentPrimary: "db-2", Failover.State: "Stable" });

        Assert.Equal(["db-1", "db-2"], world.Primaries);
        Assert.Equal(Labels.Primary, world.LabelOf("db-2", Labels.Role));
        Assert.Equal(Labels.Unhealthy, world.LabelOf("db-1", Labels.Role));
        Assert.Equal("Degraded", world.Status().Phase);
        Assert.Equal(("db-1", "db-2", 2), (world.Status().LastFailover!.From, world.Status().LastFailover!.To, world.Status().LastFailover!.Timeline));

        world.DeadNodes.Clear();
        await world.RunUntilReadyAsync(3);
        Assert.Equal(["db-1", "db-2"], world.Primaries);
    }

    [Fact]
    public async Task A_primary_cut_from_the_api_stops_before_a_standby_takes_over()
    {
        await using var world = await ReadyAsync(3);
        world.CutFromApi.Add("db-1");
        world.CutFromOperator.Add("db-1");

        await world.RunUntilAsync("db-1 stops", () => !world.ServerOf("db-1")!.RunsAsPrimary, TimeSpan.FromSeconds(12));
        await world.RunUntilAsync("a standby has taken over", () => world.Status() is { CurrentPrimary: "db-2", Failover.State: "Stable" });
        world.CutFromApi.Clear();
        world.CutFromOperator.Clear();
        await world.RunUntilReadyAsync(3);
    }

    [Fact]
    public async Task A_deleted_pod_comes_back_or_a_standby_takes_over()
    {
        await using var world = await ReadyAsync(2);

        await world.DeletePodAsync("db-1");

        await world.RunUntilReadyAsync(2);
        Assert.NotNull(world.Status().CurrentPrimary);
    }

    [Fact]
    public async Task An_operator_that_cannot_reach_the_primary_leaves_it_in_its_services()
    {
        await using var world = await ReadyAsync(3);
        world.CutFromOperator.Add("db-1");

        await world.RunForAsync(TimeSpan.FromSeconds(40));

        Assert.Equal(["db-1"], world.Primaries);
        Assert.Equal(Labels.Primary, world.LabelOf("db-1", Labels.Role));
        Assert.Contains(world.Status().Members!, member => member is { Name: "db-1", State: "Unreachable" });
        Assert.Contains(world.Agents.Asked, asked => asked.Instance == "db-1" && asked.Timeout < TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_switchover_moves_the_role_and_takes_its_request_off(bool restarts)
    {
        await using var world = await ReadyAsync(3);
        await world.AnnotateAsync(PostgresClusterAnnotations.SwitchoverTo, "db-3");

        await world.RunUntilAsync("the switchover has begun", () => world.Status().Failover?.State is not (null or "Stable"));
        if (restarts)
        {
            world.RestartOperator();
        }

        await world.RunUntilAsync("db-3 is primary", () => world.Status() is { CurrentPrimary: "db-3", Failover.State: "Stable" });
        await world.RunUntilReadyAsync(3);

        Assert.Null(world.Cluster()!.Metadata.Annotations?.GetValueOrDefault(PostgresClusterAnnotations.SwitchoverTo));
        Assert.Equal(("Switchover", "db-3"), (world.Status().LastFailover!.Reason, world.Status().LastFailover!.To));
        Assert.Equal(["db-1", "db-3"], world.Primaries);
    }

    [Fact]
    public async Task A_switchover_to_nobody_is_refused_with_an_event()
    {
        await using var world = await ReadyAsync(2);

        await world.AnnotateAsync(PostgresClusterAnnotations.SwitchoverTo, "db-9");
        await world.RunUntilAsync("the request is answered", () => world.Cluster()!.Metadata.Annotations?.ContainsKey(PostgresClusterAnnotations.SwitchoverTo) is not true);

        Assert.Contains(world.Events, told => told.Reason == "SwitchoverRefused" && told.Message.Contains("db-9", StringComparison.Ordinal));
        Assert.Equal(["db-1"], world.Primaries);
    }

    [Fact]
    public async Task A_storm_of_conflicts_delays_a_failover_and_does_not_spoil_it()
    {
        await using var world = await ReadyAsync(3);
        world.DeadNodes.Add("db-1");
        world.Server.Faults.Next(25, request => request is { Plural: "postgresclusters", Subresource: "status" }, Fault.Conflict());

        await world.RunUntilAsync("a standby has taken over", () => world.Status() is { CurrentPrimary: "db-2", Failover.State: "Stable" });

        Assert.Equal(["db-1", "db-2"], world.Primaries);
    }

    [Fact]
    public async Task Trouble_elsewhere_does_not_stand_in_the_way_of_a_failover()
    {
        await using var world = await ReadyAsync(3);
        using var refused = world.Server.Faults.While(
            request => request.Plural is "secrets" or "services" or "serviceaccounts" or "statefulsets" or "poddisruptionbudgets",
            Fault.Status(System.Net.HttpStatusCode.Forbidden, "Forbidden"));
        await world.PatchAsync("""{"spec":{"inheritedMetadata":{"labels":{"team":"shop"}}}}""");
        world.DeadNodes.Add("db-1");

        await world.RunUntilAsync("a standby has taken over", () => world.Status() is { CurrentPrimary: "db-2", Failover.State: "Stable" });

        Assert.Equal(("False", "CertificatesRefused"), (world.Condition("Progressing").Status, world.Condition("Progressing").Reason));
    }

    [Fact]
    public async Task With_synchronous_replication_no_failover_happens_without_the_standbys_that_acknowledged()
    {
        await using var world = await ReadyAsync(3, 1);
        world.DeadNodes.UnionWith(["db-1", "db-2"]);

        await world.RunForAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(["db-1"], world.Primaries);
        Assert.Contains("must stop receiving", world.Status().Failover!.Message, StringComparison.Ordinal);

        world.DeadNodes.Remove("db-2");
        await world.RunUntilAsync("a standby has taken over", () => world.Status() is { CurrentPrimary: "db-2" or "db-3", Failover.State: "Stable" });
    }

    [Fact]
    public async Task Data_loss_is_accepted_only_for_the_failover_that_was_named()
    {
        await using var world = await ReadyAsync(3, 1);
        world.DeadNodes.UnionWith(["db-1", "db-2"]);
        await world.AnnotateAsync(PostgresClusterAnnotations.AllowDataLoss, "another");
        await world.RunForAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(["db-1"], world.Primaries);

        await world.AnnotateAsync(PostgresClusterAnnotations.AllowDataLoss, world.Status().Failover!.Id);
        await world.RunUntilAsync("db-3 has taken over", () => world.Status() is { CurrentPrimary: "db-3", Failover.State: "Stable" });
    }

    private static async Task<SimulatedWorld> ReadyAsync(int instances, int? synchronous = null)
    {
        var world = await SimulatedWorld.CreateAsync(TestClusters.Create(instances, spec => spec.Replication = synchronous is { } number
            ? new ReplicationSpec { Synchronous = new SynchronousSpec { Number = number } }
            : null));
        await world.RunUntilReadyAsync(instances);
        if (synchronous is not null)
        {
            await world.RunUntilAsync("commits wait for standbys", () => world.Status().Synchronous is { Applied: not null, Standbys.Count: 2 });
        }

        return world;
    }
}
