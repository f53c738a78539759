using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.Tests.Golden;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>The PodMonitor of a cluster comes, goes, and does without its kind.</summary>
public sealed class MonitoringTests
{
    private static readonly ResourceKind Kind = ResourceKind.Of<V1PodMonitor>();

    [Fact]
    public void A_pod_monitor_is_as_the_golden_file_says() => GoldenFile.Check(PodMonitorSpec.Build(Monitored()), "podmonitor");

    [Fact]
    public async Task It_comes_when_asked_for_and_goes_when_not()
    {
        await using var world = await SimulatedWorld.CreateAsync(Monitored());
        await world.RunUntilAsync("there is one", () => world.Find<V1PodMonitor>("db") is not null);

        await PatchAsync(world, false);
        await world.RunUntilAsync("it is gone", () => world.Find<V1PodMonitor>("db") is null);
    }

    [Fact]
    public async Task Where_its_kind_is_not_served_an_event_says_what_is_missing_and_the_cluster_is_ready()
    {
        await using var world = await SimulatedWorld.CreateAsync(Monitored());
        world.Server.Withdraw(Kind);
        await world.RunUntilReadyAsync(1);

        Assert.Contains("install the Prometheus operator", Assert.Single(world.Events, told => told.Reason == "PodMonitorsNotServed").Message, StringComparison.Ordinal);

        world.Server.Register(Kind, hasStatus: false);
        await world.RunUntilAsync("there is one", () => world.Find<V1PodMonitor>("db") is not null);
    }

    [Fact]
    public async Task Somebody_elses_of_the_same_name_is_left_alone()
    {
        await using var world = await SimulatedWorld.CreateAsync(TestClusters.Create(1));
        await world.Client.CreateAsync(new V1PodMonitor { Metadata = new V1ObjectMeta { Name = "db", Namespace = "shop" }, Spec = new V1PodMonitorSpec() });
        await world.RunUntilReadyAsync(1);

        await PatchAsync(world, true);
        await world.RunUntilAsync("it is told", () => world.Events.Exists(told => told.Message.Contains("PodMonitor db exists and does not belong", StringComparison.Ordinal)));
        Assert.Null(world.Find<V1PodMonitor>("db")!.Metadata.OwnerReferences);
    }

    private static V1PostgresCluster Monitored() => TestClusters.Create(1, spec => spec.Monitoring = new MonitoringSpec { PodMonitor = true });

    private static async Task PatchAsync(SimulatedWorld world, bool wanted)
    {
        var patch = new JsonObject { ["spec"] = new JsonObject { ["monitoring"] = new JsonObject { ["podMonitor"] = wanted } } };
        await world.Client.PatchAsync<V1PostgresCluster>("db", "shop", patch);
        world.Wake();
    }
}
