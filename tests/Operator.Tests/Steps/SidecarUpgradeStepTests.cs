using Howdah.HighAvailability;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Steps;
using Howdah.Operator.Tests.Policies;
using Microsoft.Extensions.Logging.Abstractions;
using ReplacementStep = Howdah.HighAvailability.Rollout.ReplacementStep;

namespace Howdah.Operator.Tests.Steps;

public sealed class SidecarUpgradeStepTests : IAsyncLifetime
{
    private readonly Seen _seen = new();
    private readonly List<string> _told = [];
    private FakeApiServer _server = null!;
    private IKubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.CreateClient(new KubernetesClientOptions());
        foreach (var name in _seen.Instances.Keys.ToList())
        {
            var pod = await _client.CreateAsync(new V1Pod
            {
                Metadata = new V1ObjectMeta { Name = Names.Pod(name), Namespace = "shop" },
                Spec = new V1PodSpec { Containers = [new V1Container { Name = "postgres", Image = "postgres:17" }, new V1Container { Name = PodLayout.SidecarContainer, Image = "howdah:0" }] },
            });
            _seen.Change(name, facts => facts with { Pod = pod });
        }
    }

    [Fact]
    public async Task Agents_are_upgraded_one_by_one_the_primary_s_last_and_postgres_stays()
    {
        var order = new List<string>();
        for (var turn = 0; turn < 3; turn++)
        {
            var context = await RunAsync();
            Assert.Equal("UpgradingSidecars", context.Activity!.Reason);
            order.Add(Assert.Single(await UpgradedAsync(), name => !order.Contains(name)));
        }

        Assert.Equal(["db-3", "db-2", "db-1"], order);
        Assert.All(_seen.Instances.Values, static facts => Assert.Equal("postgres:17", facts.Pod!.Spec!.Containers[0].Image));
        Assert.Null((await RunAsync()).Activity);
        Assert.Equal("UpgradingSidecar: Upgrading the agent of db-3 to howdah:1", _told[0]);
    }

    [Fact]
    public async Task The_next_one_waits_for_the_one_that_is_being_upgraded()
    {
        await RunAsync();
        await UpgradedAsync();
        _seen.Silence("db-3");

        var context = await RunAsync();

        Assert.Equal("The upgrade of db-2's agent waits for db-3", context.Activity!.Message);
        Assert.Equal(["db-3"], await UpgradedAsync());
    }

    public static TheoryData<string> Hindrances => ["failing over", "restarting", "replacing"];

    [Theory]
    [MemberData(nameof(Hindrances))]
    public async Task Agents_stay_as_they_are_while_something_else_is_under_way(string hindrance)
    {
        switch (hindrance)
        {
            case "failing over":
                _seen.FailOver(FailoverState.ReconfiguringReplicas, "db-2");
                break;
            case "restarting":
                _seen.Cluster.Status.Restart = new Howdah.Entities.PostgresCluster.RestartStatus { Instance = "db-2", ConfigHash = "hash" };
                break;
        }

        var context = await RunAsync(hindrance == "replacing" ? new ReplacementStep("db-2", null, "ReplaceStandby", "") : null);

        Assert.Equal("The upgrade of db-3's agent waits for other changes", context.Activity!.Message);
        Assert.Empty(await UpgradedAsync());
    }

    [Fact]
    public async Task Before_the_cluster_is_initialised_nothing_is_upgraded()
    {
        _seen.Cluster.Status.SystemIdentifier = null;

        Assert.Null((await RunAsync()).Activity);
        Assert.Empty(await UpgradedAsync());
    }

    [Fact]
    public async Task A_pod_that_is_being_deleted_is_left_alone()
    {
        foreach (var name in _seen.Instances.Keys.ToList())
        {
            _seen.Change(name, static facts => { facts.Pod!.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch; return facts; });
        }

        Assert.Null((await RunAsync()).Activity);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<ClusterContext> RunAsync(ReplacementStep? replacement = null)
    {
        var narrator = new Narrator((_, reason, message, _) => _told.Add($"{reason}: {message}"), NullLogger<Narrator>.Instance);
        var context = new ClusterContext(_seen.Cluster, new ClusterMemory("uid", TimeProvider.System), _seen.Snapshot) { Replacement = replacement };
        Assert.Equal(StepResult.Continue, await new SidecarUpgradeStep(_client, TestClusters.Options, narrator).RunAsync(context, CancellationToken.None));
        return context;
    }

    /// <summary>The instances whose agent has the new image; what is seen is brought up to date.</summary>
    private async Task<List<string>> UpgradedAsync()
    {
        var upgraded = new List<string>();
        foreach (var name in _seen.Instances.Keys.ToList())
        {
            var pod = (await _client.GetAsync<V1Pod>(Names.Pod(name), "shop"))!;
            _seen.Change(name, facts => facts with { Pod = pod });
            if (pod.Spec!.Containers.Single(static container => container.Name == PodLayout.SidecarContainer).Image == TestClusters.Options.SidecarImage)
            {
                upgraded.Add(name);
            }
        }

        return upgraded;
    }
}
