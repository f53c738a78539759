using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Postgres.Authentication;

namespace Howdah.Sidecar.Tests.Support;

/// <summary>Instances that share a PostgresCluster; the test plays the operator.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly FakeApiServer _api;
    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("hk").FullName;
    private readonly string _binaries;
    private readonly int _port = TestVolume.FreePort();
    private readonly ConcurrentDictionary<string, TestInstance> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TcpRelay> _relays = new(StringComparer.Ordinal);

    private TestCluster(FakeApiServer api, string binaries)
    {
        _api = api;
        _binaries = binaries;
        Client = api.CreateClient(new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default] });
    }

    public IKubernetesClient Client { get; }

    public FakeApiServer Api => _api;

    /// <summary>Of all certificates.</summary>
    public TestAuthority Authority => _authority;

    /// <summary>By name.</summary>
    public IReadOnlyList<TestInstance> Instances => [.. _instances.Values.OrderBy(static instance => instance.Name, StringComparer.Ordinal)];

    public static async Task<TestCluster> StartAsync(int version, int instances, int leaseSeconds = 6, int number = 0)
    {
        var binaries = PostgresBin.Require(version);
        var api = await FakeApiServer.StartAsync();
        api.Register(ResourceKind.Of<V1PostgresCluster>());
        var cluster = new TestCluster(api, binaries);
        await cluster.CreateAsync(instances, leaseSeconds, number);
        return cluster;
    }

    public static string OwnerVerifier => Scram.Verifier("secret");

    public async Task<TestInstance> AddAsync(string name, bool withOwner = true)
    {
        var verifier = withOwner ? OwnerVerifier : null;
        var instance = new TestInstance(name, Names.Serial("db", name)!.Value, _port, _binaries, Kubeconfig(name), _authority, verifier);
        _instances[name] = instance;
        await Client.CreateAsync(new V1Pod { Metadata = new V1ObjectMeta { Name = name + "-0", Namespace = "ns" } });
        await instance.StartAsync();
        return instance;
    }

    /// <summary>The way of an instance's agent to the API server.</summary>
    public TcpRelay ApiOf(TestInstance instance) => _relays[instance.Name];

    /// <summary>Compare and swap, as the operator does.</summary>
    public async Task ChangeStatusAsync(Action<PostgresClusterStatus> change)
    {
        while (true)
        {
            var cluster = (await Client.GetAsync<V1PostgresCluster>("db", "ns"))!;
            change(cluster.Status);
            try
            {
                await Client.UpdateStatusAsync(cluster);
                return;
            }
            catch (KubernetesApiException conflict) when (conflict.IsConflict)
            {
                // Again, on the newer one.
            }
        }
    }

    public Task PatchAsync(JsonObject patch) => Client.PatchAsync<V1PostgresCluster>("db", "ns", patch);

    public async Task<V1Lease> LeaseAsync() => (await Client.GetAsync<V1Lease>("db-primary", "ns"))!;

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances.Values)
        {
            await instance.DisposeAsync();
        }

        foreach (var relay in _relays.Values)
        {
            await relay.DisposeAsync();
        }

        Client.Dispose();
        await _api.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Kubeconfig(string name)
    {
        _relays[name] = new TcpRelay(_api.Url.Port);
        var path = Path.Combine(_directory, name);
        File.WriteAllText(
            path,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: fake, cluster: { server: "http://127.0.0.1:{{_relays[name].Port}}" } }]
            users: [{ name: agent, user: {} }]
            contexts: [{ name: fake, context: { cluster: fake, user: agent, namespace: ns } }]
            current-context: fake
            """);
        Shell.GiveToServerUser(_directory);
        return path;
    }

    private async Task CreateAsync(int instances, int leaseSeconds, int synchronous)
    {
        await Client.CreateAsync(new V1PostgresCluster
        {
            ApiVersion = GroupNames.ApiVersion,
            Kind = "PostgresCluster",
            Metadata = new V1ObjectMeta { Name = "db", Namespace = "ns" },
            Spec = new PostgresClusterSpec
            {
                Instances = instances,
                Image = "postgres",
                Storage = new StorageSpec { Size = "4Gi" },
                StopTimeoutSeconds = 10,
                Failover = new FailoverSpec { LeaseDurationSeconds = leaseSeconds, PrimaryRestartTimeoutSeconds = 10 },
                Postgresql = new PostgresqlSpec { Parameters = new Dictionary<string, string> { ["shared_buffers"] = "16MB", ["max_connections"] = "30" } },
            },
        });
        await Client.CreateAsync(new V1Lease
        {
            Metadata = new V1ObjectMeta { Name = "db-primary", Namespace = "ns" },
            Spec = new V1LeaseSpec { LeaseDurationSeconds = leaseSeconds },
        });
        await ChangeStatusAsync(status =>
        {
            status.CurrentPrimary = "db-1";
            status.Instances = instances;
            status.Members = [.. Enumerable.Range(1, instances).Select(static serial => new InstanceStatus { Name = $"db-{serial}", Address = $"127.0.77.{serial}" })];
            status.Synchronous = synchronous == 0 ? null : new SynchronousStatus { Number = synchronous, Standbys = [.. Enumerable.Range(2, instances - 1).Select(static serial => $"db-{serial}")] };
        });
    }
}
