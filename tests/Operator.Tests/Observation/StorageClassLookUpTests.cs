using System.Text.Json.Nodes;
using Howdah.HighAvailability.Lease;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.Tests.Observation;

public sealed class StorageClassLookUpTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;
    private ServerLookUps _lookUps = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.CreateClient(new KubernetesClientOptions());
        _lookUps = new ServerLookUps(_client, _time);
        Seed("fast");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task All_clusters_share_one_list_of_storage_classes_for_five_seconds()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await FindsAsync(Context($"db-{i}"), "fast"));
        }

        Assert.Single(_server.Requests);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await FindsAsync(Context("db-0"), "fast"));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task A_class_that_was_made_just_now_is_found_although_the_list_is_older()
    {
        Assert.True(await FindsAsync(Context("db-0"), "fast"));
        Seed("new");

        Assert.True(await FindsAsync(Context("db-1"), "new"));
    }

    [Fact]
    public async Task A_cluster_whose_class_is_missing_asks_every_five_seconds_and_no_more_often()
    {
        var (missing, other) = (Context("db-0"), Context("db-1"));
        Assert.False(await FindsAsync(missing, "nowhere"));
        Assert.False(await FindsAsync(missing, "nowhere"));
        Assert.True(await FindsAsync(other, "fast"));
        Assert.Single(_server.Requests);

        _time.Advance(TimeSpan.FromSeconds(5));
        Seed("nowhere");
        Assert.True(await FindsAsync(missing, "nowhere"));
        Assert.Equal(2, _server.Requests.Count);
    }

    private async Task<bool> FindsAsync(ClusterContext context, string name)
    {
        bool Holds(IReadOnlyList<V1StorageClass> classes) => classes.Any(candidate => candidate.Metadata.Name == name);
        return Holds(await _lookUps.StorageClassesAsync(context, Holds, CancellationToken.None));
    }

    private void Seed(string name) =>
        _server.Seed(ResourceKind.Of<V1StorageClass>(), [new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }]);

    private ClusterContext Context(string name)
    {
        var cluster = TestClusters.Create();
        cluster.Metadata.Name = name;
        return new ClusterContext(cluster, new ClusterMemory(name, _time), new ClusterSnapshot
        {
            Instances = new Dictionary<string, InstanceFacts>(),
            Lease = LeaseView.Free,
            Now = _time.GetUtcNow(),
        });
    }
}
