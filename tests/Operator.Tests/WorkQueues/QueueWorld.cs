using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Operator.Applying;
using Howdah.Operator.Tests.Simulation;
using Howdah.Operator.WorkQueues;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Search;
using Howdah.Operator.WorkQueues.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Operator.Tests.WorkQueues;

/// <summary>One namespace of a fake API server, the real controller of WorkQueues, and a real PostgreSQL.</summary>
internal sealed class QueueWorld : IAsyncDisposable
{
    public const string Namespace = "shop";

    private static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default, ApplyingJsonContext.Default);

    private readonly ServiceProvider _services;
    private readonly List<Action> _refresh = [];
    private readonly QueueReconciler _reconciler;

    private QueueWorld(FakeApiServer server, FakeTimeProvider time, int databasePort)
    {
        Server = server;
        Time = time;
        Client = server.CreateClient(new KubernetesClientOptions { TypeInfoResolvers = [EntitiesJsonContext.Default, ApplyingJsonContext.Default] });
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IKubernetesClient>(Client)
            .AddSingleton(TestClusters.Options)
            .AddSingleton<ClusterHosts>(new LocalHosts(databasePort))
            .AddSingleton(Cache<V1Secret>())
            .AddSingleton(Cache<V1Pod>())
            .AddSingleton(Cache<V1Service>())
            .AddSingleton(Cache<TemplatedDeployment>())
            .AddSingleton(Cache<V1PostgresCluster>())
            .AddSingleton<EventPublisher>((_, reason, message, type) => Events.Add((reason, message, type)))
            .AddSingleton<ILogger<QueueNarrator>>(NullLogger<QueueNarrator>.Instance)
            .AddSingleton<ObjectApplier>()
            .AddSingleton<QueueMemories>()
            .AddSingleton<QueueNarrator>()
            .AddSingleton<QueueMetrics>()
            .AddSingleton<DataSources>()
            .AddSingleton<UserSecrets>()
            .AddSingleton<TargetResolver>()
            .AddSingleton<SearchSources>()
            .AddSingleton<SearchTargetResolver>()
            .AddSingleton<IndexRemoval>()
            .AddSingleton<WorkQueueFinalizer>()
            .BuildServiceProvider();
        _reconciler = new QueueReconciler(_services.GetRequiredService<QueueMemories>(), QueueSteps.InOrder(_services));
    }

    public FakeApiServer Server { get; }

    public FakeTimeProvider Time { get; }

    public KubernetesClient Client { get; }

    public List<(string Reason, string Message, EventType Type)> Events { get; } = [];

    public IServiceProvider Services => _services;

    /// <param name="database">Null for queues that are not in PostgreSQL.</param>
    public static async Task<QueueWorld> CreateAsync(QueueServer? database)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var server = await FakeApiServer.StartAsync(new FakeApiServerOptions { TimeProvider = time });
        server.Register(ResourceKind.Of<V1PostgresCluster>());
        server.Register(ResourceKind.Of<V1WorkQueue>());
        return new QueueWorld(server, time, database?.Port ?? 0);
    }

    public Task ApplyAsync(string name, Action<WorkQueueSpec> change) => Client.CreateAsync(Queue(name, change));

    public static V1WorkQueue Queue(string name, Action<WorkQueueSpec> change)
    {
        var queue = new V1WorkQueue
        {
            ApiVersion = GroupNames.ApiVersion,
            Kind = "WorkQueue",
            Metadata = new V1ObjectMeta { Name = name, Namespace = Namespace },
        };
        change(queue.Spec);
        return queue;
    }

    /// <summary>A Secret of the user's, not labelled as the operator's are.</summary>
    public Task SecretAsync(string name, string key, string value) => Client.CreateAsync(new V1Secret
    {
        ApiVersion = "v1",
        Kind = "Secret",
        Metadata = new V1ObjectMeta { Name = name, Namespace = Namespace },
        Data = new Dictionary<string, byte[]> { [key] = Encoding.UTF8.GetBytes(value) },
    });

    public Task ChangeAsync(string name, JsonObject patch) => Client.PatchAsync<V1WorkQueue>(name, Namespace, patch);

    /// <summary>Reconciles once, after the given time.</summary>
    public async Task<WorkQueueStatus> ReconcileAsync(string name = "jobs", TimeSpan after = default)
    {
        Time.Advance(after);
        Refresh();
        LastResult = await _reconciler.ReconcileAsync(Find<V1WorkQueue>(name)!, CancellationToken.None);
        return Find<V1WorkQueue>(name)!.Status;
    }

    /// <summary>As the runtime calls it once the object is being deleted.</summary>
    public Task<ReconciliationResult<V1WorkQueue>> FinalizeAsync(string name)
    {
        Refresh();
        return _services.GetRequiredService<WorkQueueFinalizer>().FinalizeAsync(Find<V1WorkQueue>(name)!, CancellationToken.None);
    }

    /// <summary>With a finalizer on it, so that it stays for now.</summary>
    public async Task MarkDeletedAsync(string name)
    {
        await ChangeAsync(name, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(WorkQueueFinalizer.Id) } });
        await Client.DeleteAsync<V1WorkQueue>(name, Namespace);
    }

    public ReconciliationResult<V1WorkQueue>? LastResult { get; private set; }

    public T? Find<T>(string name)
        where T : class, IKubernetesObject => Server.Find(ResourceKind.Of<T>(), Namespace, name)?.Deserialize(Json.TypeInfo<T>());

    public string? SecretText(string secret, string key) => Find<V1Secret>(secret)?.Data is { } data && data.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    public void Refresh() => _refresh.ForEach(refresh => refresh());

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private IEntityCache<T> Cache<T>()
        where T : class, IKubernetesObject
    {
        var cache = new StoreCache<T>(Server);
        _refresh.Add(cache.Refresh);
        return cache;
    }

    private sealed class LocalHosts(int port) : ClusterHosts
    {
        /// <summary>The servers' certificates carry this name too.</summary>
        public override (string Host, int Port) Primary(string cluster, string ns) => ("localhost", port);
    }
}

internal static class StatusExtensions
{
    public static string Reason(this WorkQueueStatus status, string type) => status.Conditions!.Find(type)!.Reason;

    public static string Message(this WorkQueueStatus status, string type) => status.Conditions!.Find(type)!.Message!;

    public static bool IsTrue(this WorkQueueStatus status, string type) => status.Conditions!.IsTrue(type);
}
