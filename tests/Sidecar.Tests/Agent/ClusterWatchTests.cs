using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Sidecar.Agent;
using Howdah.Sidecar.Supervision;
using Howdah.Sidecar.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Sidecar.Tests.Agent;

/// <summary>A request without a resourceVersion is answered by a quorum of the store; resourceVersion=0 by any cache, however old.</summary>
public sealed class ClusterWatchTests
{
    [Fact]
    public async Task The_first_look_at_the_cluster_and_every_look_before_the_lease_is_taken_are_consistent_reads()
    {
        await using var api = await FakeApiServer.StartAsync();
        api.Register(ResourceKind.Of<V1PostgresCluster>());
        using var client = api.CreateClient(new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default] });
        await client.CreateAsync(new V1PostgresCluster
        {
            Metadata = new V1ObjectMeta { Name = "db", Namespace = "ns" },
            Spec = new PostgresClusterSpec { Instances = 1, Image = "postgres", Storage = new StorageSpec { Size = "1Gi" } },
        });
        using var wake = new Wake();
        using var ending = new CancellationTokenSource();
        var watch = new ClusterWatch(client, new AgentIdentity("db", "db-1", "ns", "db-1-0", "uid", "node-1"), wake, new FakeTimeProvider(), NullLogger.Instance);
        Assert.Null(watch.Latest);
        api.ClearRequests();

        var running = watch.RunAsync(ending.Token);
        await Eventually.BecomesTrueAsync(() => watch.Latest is not null && api.OpenWatches("postgresclusters") == 1);
        await watch.ReadAsync(CancellationToken.None);

        Assert.Equal(["get", "watch", "get"], api.Requests.Select(static request => request.Verb));
        Assert.All(api.Requests.Where(static request => request.Verb == "get"), static request => Assert.DoesNotContain("resourceVersion", request.Query, StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"resourceVersion={watch.Latest!.Metadata.ResourceVersion}", api.Requests[1].Query, StringComparison.Ordinal);
        await ending.CancelAsync();
        await running;
    }
}
