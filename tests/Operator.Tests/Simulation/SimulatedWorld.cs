using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>
/// One PostgresCluster, the real operator's reconciler, a fake API server, and simulated pods whose agents decide by the real policy. Time moves in ticks, and
/// only here, so that every run is the same.
/// </summary>
internal sealed class SimulatedWorld : IAsyncDisposable
{
    public static readonly TimeSpan TickLength = TimeSpan.FromMilliseconds(250);

    private readonly List<SimulatedInstance> _servers = [];
    private readonly Dictionary<SimulatedInstance, string> _uids = [];
    private readonly SimulatedKubelet _kubelet;
    private ulong _lastSystem = 7_000_000_000_000_000_000;
    private SimulatedOperator _operator;
    private DateTimeOffset _due;
    private string _seen = "";

    private SimulatedWorld(FakeApiServer server, FakeTimeProvider time)
    {
        Server = server;
        Time = time;
        Client = server.CreateClient(new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default] });
        Agents = new SimulatedAgents(this);
        _kubelet = new SimulatedKubelet(this);
        _operator = new SimulatedOperator(this);
    }

    public FakeApiServer Server { get; }

    public FakeTimeProvider Time { get; }

    public IKubernetesClient Client { get; }

    public SimulatedAgents Agents { get; }

    public string Name => "db";

    public string Namespace => "shop";

    /// <summary>By the claim's uid.</summary>
    public Dictionary<string, SimulatedDisk> Disks { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances that cannot reach the API server.</summary>
    public HashSet<string> CutFromApi { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances whose agent the operator cannot reach.</summary>
    public HashSet<string> CutFromOperator { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances whose node has stopped: no server, no agent, and the pod object stays.</summary>
    public HashSet<string> DeadNodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Instances that get no pod.</summary>
    public HashSet<string> Unschedulable { get; } = new(StringComparer.Ordinal);

    public List<(string Reason, string Message, EventType Type)> Events { get; } = [];

    /// <summary>Errors of reconciliations that failed.</summary>
    public List<Exception> Failures { get; } = [];

    public IEnumerable<SimulatedInstance> Servers => _servers;

    /// <summary>Reconciliations so far.</summary>
    public int Reconciliations { get; private set; }

    /// <summary>The instances that have been primary, in order.</summary>
    public List<string> Primaries { get; } = [];

    public static async Task<SimulatedWorld> CreateAsync(V1PostgresCluster cluster)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { TimeProvider = time });
        server.Register(ResourceKind.Of<V1PostgresCluster>());
        server.Seed(ResourceKind.Of<V1StorageClass>(),
        [
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["name"] = "standard",
                    ["annotations"] = new JsonObject { ["storageclass.kubernetes.io/is-default-class"] = "true" },
                },
                ["allowVolumeExpansion"] = true,
            },
        ]);
        var world = new SimulatedWorld(server, time);
        await world.ApplyAsync(cluster);
        return world;
    }

    public async Task ApplyAsync(V1PostgresCluster cluster)
    {
        cluster.Metadata.Uid = null;
        cluster.Metadata.Generation = null;
        await Client.CreateAsync(cluster);
        Wake();
    }

    public V1PostgresCluster? Cluster() => Find<V1PostgresCluster>(Name);

    public PostgresClusterStatus Status() => Cluster()!.Status;

    public T? Find<T>(string name)
        where T : class, IKubernetesObject => Server.Find(ResourceKind.Of<T>(), Namespace, name)?.Deserialize(StoreCache<T>.Json.TypeInfo<T>());

    public List<T> List<T>()
        where T : class, IKubernetesObject => [.. Server.List(ResourceKind.Of<T>()).Select(entity => entity.Deserialize(StoreCache<T>.Json.TypeInfo<T>())!)];

    public SimulatedInstance? ServerOf(string? instance) => _servers.Find(server => server.Name == instance && !DeadNodes.Contains(server.Name));

    public bool IsServerOf(SimulatedInstance server, V1Pod pod) => _uids.GetValueOrDefault(server) == pod.Metadata.Uid;

    public SimulatedDisk Disk(string instance) => Disks[Find<V1PersistentVolumeClaim>(Names.DataVolumeClaim(instance))!.Metadata.Uid!];

    public string NextSystemIdentifier() => (++_lastSystem).ToString(CultureInfo.InvariantCulture);

    public void Wake() => _due = DateTimeOffset.MinValue;

    public Task PatchAsync(JsonObject patch) => PatchAsync<V1PostgresCluster>(Name, patch);

    public async Task PatchAsync<T>(string name, JsonObject patch)
        where T : class, IKubernetesObject
    {
        await Client.PatchAsync<T>(name, Namespace, patch);
        Wake();
    }

    public Task PatchAsync(string json) => PatchAsync(JsonNode.Parse(json)!.AsObject());

    public Task AnnotateAsync(string annotation, string? value) =>
        PatchAsync(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } } });

    public async Task DeletePodAsync(string instance)
    {
        await Client.DeleteAsync<V1Pod>(Names.Pod(instance), Namespace);
        Wake();
    }

    /// <summary>A new process: nothing that the old one remembered is left.</summary>
    public void RestartOperator()
    {
        _operator = new SimulatedOperator(this);
        Wake();
    }

    public void Start(string instance, string podUid)
    {
        var server = new SimulatedInstance(this, instance, podUid, Disk(instance));
        _uids[server] = podUid;
        _servers.Add(server);
        Wake();
    }

    public void Remove(SimulatedInstance server)
    {
        server.Kill();
        _servers.Remove(server);
        Wake();
    }

    /// <summary>Kubelets, agents, then the operator if it is its turn.</summary>
    public async Task TickAsync()
    {
        await _kubelet.SyncAsync();
        foreach (var server in _servers.Where(server => !DeadNodes.Contains(server.Name)).OrderBy(server => server.Name, StringComparer.Ordinal).ToList())
        {
            await server.TickAsync();
        }

        Check();
        WakeOnChanges();
        if (Time.GetUtcNow() >= _due)
        {
            Reconciliations++;
            _due = Time.GetUtcNow() + await _operator.ReconcileAsync();
        }

        Time.Advance(TickLength);
    }

    public async Task RunUntilAsync(string what, Func<bool> condition, TimeSpan? within = null)
    {
        var limit = Time.GetUtcNow() + (within ?? TimeSpan.FromSeconds(90));
        while (!condition())
        {
            Assert.True(Time.GetUtcNow() < limit, $"Within the time it did not come about that {what}.\n{Describe()}");
            await TickAsync();
        }
    }

    public async Task RunForAsync(TimeSpan time)
    {
        var end = Time.GetUtcNow() + time;
        while (Time.GetUtcNow() < end)
        {
            await TickAsync();
        }
    }

    public Task RunUntilReadyAsync(int instances) => RunUntilAsync(
        $"{instances} instances are ready",
        () => Cluster() is { Status: { Phase: "Ready", ReadyInstances: { } ready, Instances: { } exist } status } cluster && ready == instances && exist == instances
            && status.ObservedGeneration == cluster.Metadata.Generation);

    public string? LabelOf(string instance, string label) => Find<V1Pod>(Names.Pod(instance))?.Metadata.Labels?.GetValueOrDefault(label);

    public V1Condition Condition(string type) => Status().Conditions!.Single(condition => condition.Type == type);

    public string Describe()
    {
        var status = Cluster()?.Status;
        var reports = _servers.Select(server => $"{server.Name}: {server.Report?.Role} {server.Report?.State} tl {server.Report?.Timeline} from {server.Report?.StreamingFrom} lease {server.Report?.HoldsLease} fenced {server.Report?.FencedFor} {server.Report?.Message}");
        var conditions = (status?.Conditions ?? []).Select(condition => $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}");
        return string.Join('\n',
        [
            $"{status?.Phase}, primary {status?.CurrentPrimary}, failover {status?.Failover?.State}: {status?.Failover?.Message}, synchronous {status?.Synchronous?.Number} of {string.Join(",", status?.Synchronous?.Standbys ?? [])} applied {status?.Synchronous?.Applied}",
            .. reports, .. conditions, .. Events.TakeLast(12).Select(told => $"{told.Type} {told.Reason}: {told.Message}"),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>What must hold at every moment: one server outside recovery at most, one pod at most in -rw.</summary>
    private void Check()
    {
        var primaries = _servers.Where(server => server.RunsAsPrimary && !DeadNodes.Contains(server.Name)).Select(server => server.Name).ToList();
        Assert.True(primaries.Count <= 1, $"Two primaries: {string.Join(", ", primaries)}\n{Describe()}");
        var labelled = List<V1Pod>().Where(pod => pod.Metadata.Labels?.GetValueOrDefault(Labels.Role) == Labels.Primary).Select(pod => pod.Metadata.Name).ToList();
        Assert.True(labelled.Count <= 1, $"Two pods in -rw: {string.Join(", ", labelled)}\n{Describe()}");
        if (primaries is [var primary] && primary != Primaries.LastOrDefault())
        {
            Primaries.Add(primary);
        }
    }

    /// <summary>As the operator's watches do: a change of the cluster beside its status, and of the lease's holder.</summary>
    private void WakeOnChanges()
    {
        var cluster = Cluster();
        var annotations = string.Join(",", cluster?.Metadata.Annotations ?? []);
        var seen = $"{cluster?.Metadata.Generation} {cluster?.Metadata.DeletionTimestamp} {annotations} {Find<V1Lease>(Names.PrimaryLease(Name))?.Spec?.HolderIdentity}";
        if (seen != _seen)
        {
            _seen = seen;
            Wake();
        }
    }
}
