using System.Text;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability.Instance;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>The end of clusters, their return on kept volumes, and what is refused.</summary>
public sealed class LifeTests
{
    [Fact]
    public async Task A_deleted_cluster_stops_its_primary_first_and_leaves_its_volumes()
    {
        await using var world = await ReadyAsync(3);
        var order = new List<string>();

        await world.Client.DeleteAsync<V1PostgresCluster>("db", "shop");
        world.Wake();
        await world.RunUntilAsync("it is gone", () =>
        {
            order.AddRange(new[] { "db-1", "db-2", "db-3" }.Except(world.List<V1StatefulSet>().Select(set => set.Metadata.Name!)).Except(order));
            return world.Cluster() is null;
        });

        Assert.Equal("db-1", order[0]);
        Assert.Equal(3, world.List<V1PersistentVolumeClaim>().Count);
        Assert.Empty(world.List<V1Pod>());
        Assert.Contains(world.Events, told => told.Reason == "VolumesKept");
    }

    [Fact]
    public async Task Volumes_go_with_the_cluster_if_that_is_asked_for()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(2, spec => spec.Storage.DeletionPolicy = "Delete"));
        await world.RunUntilReadyAsync(2);

        await world.Client.DeleteAsync<V1PostgresCluster>("db", "shop");
        world.Wake();
        await world.RunUntilAsync("it is gone", () => world.Cluster() is null);

        Assert.Empty(world.List<V1PersistentVolumeClaim>());
    }

    [Fact]
    public async Task A_cluster_comes_back_on_its_kept_volumes()
    {
        await using var world = await ReadyAsync(3);
        var system = world.Status().SystemIdentifier;
        await world.AnnotateAsync(PostgresClusterAnnotations.SwitchoverTo, "db-2");
        await world.RunUntilAsync("db-2 is primary", () => world.Status() is { CurrentPrimary: "db-2", Failover.State: "Stable" });
        await world.RunUntilReadyAsync(3);
        await world.Client.DeleteAsync<V1PostgresCluster>("db", "shop");
        world.Wake();
        await world.RunUntilAsync("it is gone", () => world.Cluster() is null);

        await world.ApplyAsync(TestClusters.Create(3));
        await world.RunUntilReadyAsync(3);

        Assert.Equal((system, "db-2"), (world.Status().SystemIdentifier, world.Status().CurrentPrimary));
        Assert.Contains(world.Events, told => told.Reason == "VolumesAdopted");
    }

    [Fact]
    public async Task Volumes_of_different_systems_are_refused_by_name()
    {
        await using var world = await ReadyAsync(2);
        await world.Client.DeleteAsync<V1PostgresCluster>("db", "shop");
        world.Wake();
        await world.RunUntilAsync("it is gone", () => world.Cluster() is null);
        world.Disk("db-2").SystemIdentifier = "1234";

        await world.ApplyAsync(TestClusters.Create(2));
        await world.RunUntilAsync("it is refused", () => world.Status().Conditions?.Exists(condition => condition.Reason == "ForeignSystemIdentifier") ?? false);
        await world.RunForAsync(TimeSpan.FromSeconds(10));

        Assert.Null(world.Status().CurrentPrimary);
        Assert.Contains("data-db-2-0 (system 1234)", world.Condition("ConsistentSystemId").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_volume_of_a_member_is_named()
    {
        await using var world = await ReadyAsync(3);
        world.Disk("db-3").SystemIdentifier = "1234";

        await world.RunUntilAsync("it is named", () => world.Condition("ConsistentSystemId") is { Status: "False" } condition
            && condition.Message.Contains("data-db-3-0", StringComparison.Ordinal));
        Assert.Equal(Labels.Unhealthy, world.LabelOf("db-3", Labels.Role));
    }

    [Fact]
    public async Task A_refused_change_leaves_the_running_cluster_and_says_field_and_remedy()
    {
        await using var world = await ReadyAsync(3);
        var pods = world.List<V1Pod>().Select(pod => pod.Metadata.Uid).ToList();
        var cases = new Dictionary<string, string>
        {
            ["""{"spec":{"instances":-1}}"""] = "spec.instances",
            ["""{"spec":{"instances":3,"postgresql":{"parameters":{"fsync":"off"}}}}"""] = "spec.postgresql.parameters.fsync",
            ["""{"spec":{"postgresql":{"parameters":{"fsync":null,"no_such_thing":"1"}}}}"""] = "no_such_thing",
            ["""{"spec":{"postgresql":{"parameters":null,"pgHba":["host everything"]}}}"""] = "spec.postgresql.pgHba",
            ["""{"spec":{"postgresql":null,"storage":{"size":"1Gi"}}}"""] = "spec.storage.size",
            ["""{"spec":{"storage":{"size":"20Gi"},"replication":{"synchronous":{"number":3}}}}"""] = "spec.replication.synchronous.number",
        };
        foreach (var (patch, field) in cases)
        {
            await world.PatchAsync(patch);
            await world.RunUntilAsync($"{field} is named", () => world.Condition("Progressing") is { Status: "False", Reason: "InvalidSpec" } condition
                && condition.Message.Contains(field, StringComparison.Ordinal));
            Assert.Equal("True", world.Condition("Ready").Status);
            Assert.Contains(world.Events, told => told.Reason == "InvalidSpec" && told.Message.Contains(field, StringComparison.Ordinal));
        }

        await world.PatchAsync("""{"spec":{"replication":null}}""");
        await world.RunUntilReadyAsync(3);
        Assert.Equal(pods, world.List<V1Pod>().Select(pod => pod.Metadata.Uid));
    }

    [Fact]
    public async Task A_users_secret_is_waited_for_and_its_verifier_is_stable()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(1, spec => spec.Bootstrap = new BootstrapSpec
        {
            Initdb = new InitdbSpec { Secret = new SecretReference { Name = "mine" } },
        }));
        await world.RunUntilAsync("it is missed", () => world.Status().Conditions?.Exists(condition => condition.Message.Contains("Secret mine does not exist", StringComparison.Ordinal)) ?? false);

        await world.Client.CreateAsync(new V1Secret
        {
            Metadata = new Kubernetes.Entities.V1ObjectMeta { Name = "mine", Namespace = "shop" },
            Data = new Dictionary<string, byte[]> { ["username"] = "app"u8.ToArray(), ["password"] = "secret"u8.ToArray() },
        });
        await world.RunUntilReadyAsync(1);
        var verifier = Encoding.UTF8.GetString(world.Find<V1Secret>("db-roles")!.Data!["app"]);
        world.RestartOperator();
        await world.RunForAsync(TimeSpan.FromSeconds(15));

        Assert.StartsWith("SCRAM-SHA-256$", verifier, StringComparison.Ordinal);
        Assert.Equal(verifier, Encoding.UTF8.GetString(world.Find<V1Secret>("db-roles")!.Data!["app"]));
        Assert.Null(world.Find<V1Secret>("db-app"));
    }

    [Fact]
    public async Task Somebody_elses_secret_is_left_alone_and_named()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(1));
        world.Server.Seed(Kubernetes.Entities.ResourceKind.Of<V1Secret>(),
        [
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "db-ca", ["namespace"] = "shop" }, ["data"] = new JsonObject() },
        ]);

        await world.RunUntilAsync("it is named", () => world.Status().Conditions?.Exists(condition => condition.Reason == "ForeignObject"
            && condition.Message.Contains("Secret db-ca", StringComparison.Ordinal)) ?? false);
        Assert.Empty(world.Find<V1Secret>("db-ca")!.Data!);
        Assert.Empty(world.List<V1StatefulSet>());
    }

    [Fact]
    public async Task Certificates_are_renewed_in_their_window_and_the_authority_with_an_overlap()
    {
        await using var world = await ReadyAsync(1);
        var first = Certificate(world);
        await world.PatchAsync("""{"spec":{"certificates":{"durationHours":3000,"renewBeforeHours":2500}}}""");
        await world.RunUntilAsync("the server has another certificate", () => Certificate(world) != first);
        Assert.Contains(world.Events, told => told.Reason == "CertificateRenewed");
        await world.RunUntilReadyAsync(1);
    }

    [Fact]
    public async Task Why_a_container_does_not_start_is_told()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(1));
        world.Unschedulable.Add("db-1");
        await world.RunUntilAsync("the StatefulSet exists", () => world.Find<V1StatefulSet>("db-1") is not null);
        await world.Client.CreateAsync(new V1Pod
        {
            Metadata = new Kubernetes.Entities.V1ObjectMeta
            {
                Name = "db-1-0",
                Namespace = "shop",
                Labels = new Dictionary<string, string> { [Labels.Cluster] = "db", [Labels.Instance] = "db-1", [Labels.ManagedBy] = Labels.ManagedByValue },
            },
            Spec = new V1PodSpec { Containers = [new V1Container { Name = "postgres", Image = "busybox" }] },
        });
        var waiting = JsonNode.Parse("""{"containerStatuses":[{"name":"postgres","state":{"waiting":{"reason":"ErrImageNeverPull","message":"no such image"}}}]}""");
        await world.Client.PatchAsync<V1Pod>("db-1-0", "shop", new JsonObject { ["status"] = waiting }, new Kubernetes.Client.PatchOptions { Subresource = "status" });
        world.Wake();

        await world.RunUntilAsync("it is told", () => world.Condition("Ready").Message.Contains("ErrImageNeverPull: no such image", StringComparison.Ordinal));
        Assert.Contains("ErrImageNeverPull", world.Status().Members!.Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stable_cluster_costs_no_writes()
    {
        await using var world = await ReadyAsync(3);
        await world.RunForAsync(TimeSpan.FromSeconds(40));
        world.Server.ClearRequests();
        var before = world.Reconciliations;

        await world.RunForAsync(TimeSpan.FromSeconds(29));

        var writes = world.Server.Requests.Where(request => request.IsWrite && request.Plural != "leases").ToList();
        Assert.True(writes.Count <= 1, string.Join('\n', writes));
        Assert.InRange(world.Reconciliations - before, 4, 10);
    }

    [Fact]
    public async Task An_empty_volume_of_a_lost_standby_is_cloned_anew()
    {
        await using var world = await ReadyAsync(2);
        var disk = world.Disk("db-2");
        (disk.State, disk.SystemIdentifier, disk.StandbySignal) = (DataDirectoryState.Empty, null, false);
        await world.DeletePodAsync("db-2");
        await world.RunUntilAsync("it has data again", () => world.Disk("db-2").SystemIdentifier is not null);

        await world.RunUntilReadyAsync(2);
        Assert.Equal(world.Status().SystemIdentifier, world.Disk("db-2").SystemIdentifier);
    }

    private static string Certificate(SimulatedWorld world) => Convert.ToBase64String(world.Find<V1Secret>("db-server")!.Data!["tls.crt"]);

    private static async Task<SimulatedWorld> ReadyAsync(int instances)
    {
        var world = await SimulatedWorld.CreateAsync(TestClusters.Create(instances));
        await world.RunUntilReadyAsync(instances);
        return world;
    }
}
