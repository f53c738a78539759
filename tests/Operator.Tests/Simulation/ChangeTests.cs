using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Tests.Simulation;

public sealed class ChangeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Instances_are_added_and_removed_by_number_and_volumes_are_kept(bool restarts)
    {
        await using var world = await ReadyAsync(3);

        await world.PatchAsync("""{"spec":{"instances":5}}""");
        await ThroughAsync(world, restarts);
        await world.RunUntilReadyAsync(5);
        Assert.Equal(["db-1", "db-2", "db-3", "db-4", "db-5"], world.Status().Members!.Select(member => member.Name));

        await world.PatchAsync("""{"spec":{"instances":2}}""");
        await ThroughAsync(world, restarts);
        await world.RunUntilReadyAsync(2);
        await world.RunUntilAsync("the pods are gone", () => world.List<V1Pod>().Count == 2);
        Assert.Equal(["db-1", "db-2"], world.List<V1StatefulSet>().Select(set => set.Metadata.Name));
        Assert.Equal(5, world.List<V1PersistentVolumeClaim>().Count);
        Assert.Equal(["db-1"], world.Primaries);
        Assert.Empty(world.Failures);
    }

    [Fact]
    public async Task The_volume_of_a_removed_instance_goes_if_that_is_asked_for()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(2, spec => spec.Storage.DeletionPolicy = "Delete"));
        await world.RunUntilReadyAsync(2);

        await world.PatchAsync("""{"spec":{"instances":1}}""");
        await world.RunUntilReadyAsync(1);
        await world.RunUntilAsync("the volume is gone", () => world.List<V1PersistentVolumeClaim>().Count == 1);
    }

    [Theory]
    [InlineData("300", "db-3 db-2 db-1")]
    [InlineData("50", "db-1 db-3 db-2")]
    public async Task Instances_restart_one_after_another_the_primary_last_unless_a_limit_is_lowered(string connections, string order)
    {
        await using var world = await ReadyAsync(3);
        var before = world.Servers.ToDictionary(server => server.Name, server => server.Starts);
        var restarted = new List<string>();

        await world.PatchAsync("{\"spec\":{\"postgresql\":{\"parameters\":{\"max_connections\":\"" + connections + "\"}}}}");
        await world.RunUntilAsync("all have restarted", () =>
        {
            restarted.AddRange(world.Servers.Where(server => server.Starts > before[server.Name] && !restarted.Contains(server.Name)).Select(server => server.Name));
            return restarted.Count == 3;
        });
        await world.RunUntilReadyAsync(3);

        Assert.Equal(order, string.Join(' ', restarted));
        Assert.Null(world.Status().Restart);
        Assert.Equal(["db-1"], world.Primaries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_image_replaces_standbys_first_and_hands_over_before_the_primary(bool restarts)
    {
        await using var world = await ReadyAsync(3);
        var before = world.List<V1Pod>().Select(pod => pod.Metadata.Uid).ToHashSet();
        var replaced = new List<string>();

        await world.PatchAsync("""{"spec":{"image":"postgres:17.5"}}""");
        await world.RunUntilAsync("all pods are replaced", () =>
        {
            var fresh = world.List<V1Pod>().Where(pod => !before.Contains(pod.Metadata.Uid)).Select(pod => pod.Metadata.Labels![Labels.Instance]);
            var news = fresh.Except(replaced).ToList();
            replaced.AddRange(news);
            if (restarts && news.Count > 0)
            {
                world.RestartOperator();
            }

            return replaced.Count == 3;
        });
        await world.RunUntilReadyAsync(3);

        Assert.Equal(["db-3", "db-2", "db-1"], replaced);
        Assert.Equal(2, world.Primaries.Count);
        Assert.Equal("RollingUpdate", world.Status().LastFailover!.Reason);
        Assert.All(world.List<V1Pod>(), pod => Assert.Equal("postgres:17.5", pod.Spec!.Containers[0].Image));
    }

    [Fact]
    public async Task A_single_instance_is_replaced_in_place()
    {
        await using var world = await ReadyAsync(1);
        var before = world.Find<V1Pod>("db-1-0")!.Metadata.Uid;

        await world.PatchAsync("""{"spec":{"image":"postgres:17.5"}}""");
        await world.RunUntilAsync("the pod is another", () => world.Find<V1Pod>("db-1-0") is { } pod && pod.Metadata.Uid != before);
        await world.RunUntilReadyAsync(1);
    }

    [Fact]
    public async Task A_paused_cluster_is_left_alone()
    {
        await using var world = await ReadyAsync(3);
        await world.AnnotateAsync(PostgresClusterAnnotations.Paused, "true");
        await world.PatchAsync("""{"spec":{"instances":5}}""");
        world.DeadNodes.Add("db-1");

        await world.RunForAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("Paused", world.Status().Phase);
        Assert.Equal("db-1", world.Status().CurrentPrimary);
        Assert.Equal(3, world.List<V1StatefulSet>().Count);

        await world.AnnotateAsync(PostgresClusterAnnotations.Paused, null);
        await world.RunUntilAsync("a standby has taken over", () => world.Status().CurrentPrimary == "db-2");
    }

    [Fact]
    public async Task A_fenced_primary_stops_and_nobody_takes_over()
    {
        await using var world = await ReadyAsync(3);
        await world.AnnotateAsync(PostgresClusterAnnotations.FencedInstances, "db-1");

        await world.RunForAsync(TimeSpan.FromSeconds(60));
        Assert.False(world.ServerOf("db-1")!.RunsAsPrimary);
        Assert.Equal(["db-1"], world.Primaries);
        Assert.Equal(("Fenced", Labels.Unhealthy), (world.Status().Phase, world.LabelOf("db-1", Labels.Role)));

        await world.AnnotateAsync(PostgresClusterAnnotations.FencedInstances, null);
        await world.RunUntilReadyAsync(3);
        Assert.Equal(["db-1"], world.Primaries);
    }

    [Fact]
    public async Task A_bigger_size_grows_the_volumes_and_a_smaller_one_is_refused()
    {
        await using var world = await ReadyAsync(2);

        await world.PatchAsync("""{"spec":{"storage":{"size":"30Gi"}}}""");
        await world.RunUntilAsync("the volumes grow", () => world.List<V1PersistentVolumeClaim>().TrueForAll(claim => claim.Spec!.Resources!.Requests!["storage"] == (ResourceQuantity)"30Gi"));
        await world.RunUntilAsync("the StatefulSets say so", () => world.List<V1StatefulSet>() is { Count: 2 } sets
            && sets.TrueForAll(set => set.Spec!.VolumeClaimTemplates![0].Spec!.Resources!.Requests!["storage"] == (ResourceQuantity)"30Gi"));
        await world.RunUntilReadyAsync(2);
        Assert.Equal(["db-1"], world.Primaries);

        await world.PatchAsync("""{"spec":{"storage":{"size":"10Gi"}}}""");
        await world.RunUntilAsync("it is refused", () => world.Condition("Progressing") is { Reason: "InvalidSpec" } condition
            && condition.Message.Contains("30Gi", StringComparison.Ordinal));
        Assert.Equal(("True", "Invalid"), (world.Condition("Ready").Status, world.Status().Phase));
    }

    [Fact]
    public async Task Synchronous_standbys_follow_those_that_stream()
    {
        await using var world = await ReadyAsync(3);
        await world.PatchAsync("""{"spec":{"replication":{"synchronous":{"number":1}}}}""");
        await world.RunUntilAsync("both are waited for", () => world.Status().Synchronous is { Number: 1, Standbys: ["db-2", "db-3"], Applied: "ANY 1 (\"db-2\",\"db-3\")" });

        world.DeadNodes.Add("db-3");
        await world.RunUntilAsync("db-3 is not waited for", () => world.Status().Synchronous is { Standbys: ["db-2"], Applied: "ANY 1 (\"db-2\")" });
        world.DeadNodes.Clear();
        await world.RunUntilAsync("db-3 is waited for again", () => world.Status().Synchronous is { Standbys: ["db-2", "db-3"] });

        await world.PatchAsync("""{"spec":{"instances":2}}""");
        await world.RunUntilReadyAsync(2);
        Assert.Equal(["db-2"], world.Status().Synchronous!.Standbys);

        await world.PatchAsync("""{"spec":{"replication":null}}""");
        await world.RunUntilAsync("elections still hold for the earlier commits", () => world.Status().Synchronous is { Number: 0, Standbys.Count: 0, Applied: "ANY 1 (\"db-2\")" });
        await world.RunUntilAsync("nobody is waited for", () => world.Status().Synchronous is null);
    }

    private static async Task<SimulatedWorld> ReadyAsync(int instances)
    {
        var world = await SimulatedWorld.CreateAsync(TestClusters.Create(instances));
        await world.RunUntilReadyAsync(instances);
        return world;
    }

    private static async Task ThroughAsync(SimulatedWorld world, bool restarts)
    {
        for (var tick = 0; restarts && tick < 12; tick++)
        {
            await world.TickAsync();
            world.RestartOperator();
        }
    }
}
