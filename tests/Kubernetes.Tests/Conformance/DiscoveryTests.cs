using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

public abstract class DiscoveryTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    private IDynamicClient Widgets => Client.Dynamic(ResourceKind.Of<V1Widget>());

    [SkippableFact]
    public async Task The_server_says_what_it_serves()
    {
        Assert.True(await Client.Discovery.ServesAsync("v1", "pods"));
        Assert.True(await Client.Discovery.ServesAsync("apps/v1", "statefulsets"));
        Assert.True(await Client.Discovery.ServesAsync("conformance.howdah.dev/v1", "widgets"));
        Assert.True(await Client.Discovery.ServesAsync("conformance.howdah.dev/v1", "widgets/status"));
        Assert.False(await Client.Discovery.ServesAsync("conformance.howdah.dev/v1", "gadgets"));
        Assert.False(await Client.Discovery.ServesAsync("conformance.howdah.dev/v2", "widgets"));
        Assert.False(await Client.Discovery.ServesAsync("nobody.howdah.dev/v1", "ghosts"));
    }

    [SkippableFact]
    public async Task The_server_says_its_version() => Assert.True(await Client.Discovery.VersionAsync() >= new Version(1, 16));

    [SkippableFact]
    public async Task A_disruption_budget_can_be_written_in_one_of_its_versions()
    {
        var spec = new V1PodDisruptionBudgetSpec { MinAvailable = "50%", Selector = new() { MatchLabels = new() { ["a"] = "b" } } };
        if (await Client.Discovery.ServesAsync("policy/v1", "poddisruptionbudgets"))
        {
            var applied = await Client.ApplyAsync(new V1PodDisruptionBudget { Metadata = new() { Name = "p", Namespace = Ns }, Spec = spec }, Alice);
            Assert.Equal("50%", applied.Spec!.MinAvailable!.Value.Text);
        }
        else
        {
            var applied = await Client.ApplyAsync(new V1Beta1PodDisruptionBudget { Metadata = new() { Name = "p", Namespace = Ns }, Spec = spec }, Alice);
            Assert.Equal("50%", applied.Spec!.MinAvailable!.Value.Text);
        }
    }

    [SkippableFact]
    public async Task Plain_JSON_goes_through_all_verbs()
    {
        var entity = (JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"j","namespace":"{{{Ns}}}"},"spec":{"size":1}}""")!;
        var created = await Widgets.CreateAsync(entity);
        Assert.Equal(("Widget", 1), (created["kind"]!.GetValue<string>(), created["spec"]!["size"]!.GetValue<int>()));
        created["spec"]!["size"] = 2;
        created["status"] = new JsonObject { ["phase"] = "Ignored" };
        var updated = await Widgets.UpdateAsync(created);
        Assert.Equal(2, updated["spec"]!["size"]!.GetValue<int>());
        Assert.Null(updated["status"]);
        updated["status"] = new JsonObject { ["phase"] = "Ready" };
        Assert.Equal("Ready", (await Widgets.UpdateAsync(updated, "status"))["status"]!["phase"]!.GetValue<string>());
        var patched = await Widgets.PatchAsync("j", Ns, new() { ["spec"] = new JsonObject { ["text"] = "t" } });
        Assert.Equal("t", patched["spec"]!["text"]!.GetValue<string>());

        var applied = await Widgets.ApplyAsync((JsonObject)JsonNode.Parse($$$"""{"metadata":{"name":"j","namespace":"{{{Ns}}}"},"spec":{"zones":["z"]}}""")!, Alice);
        Assert.Equal("z", applied["spec"]!["zones"]![0]!.GetValue<string>());
        var listed = Assert.Single(await Widgets.ListAsync(Ns));
        Assert.True(JsonNode.DeepEquals(await Widgets.GetAsync("j", Ns), listed));
        await foreach (var watched in Widgets.WatchAsync(Ns, new WatchOptions { ResourceVersion = "0" }))
        {
            Assert.Equal((WatchEventType.Added, "j"), (watched.Type, watched.Object["metadata"]!["name"]!.GetValue<string>()));
            break;
        }

        await Widgets.DeleteAsync("j", Ns);
        Assert.Null(await Widgets.GetAsync("j", Ns));
    }
}

public sealed class FakeDiscoveryTests(FakeCluster cluster) : DiscoveryTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealDiscoveryTests(RealCluster cluster) : DiscoveryTests(cluster);
