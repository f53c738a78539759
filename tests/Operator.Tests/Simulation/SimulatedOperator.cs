using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Operator.Tests.Simulation;

/// <summary>One process of the operator: controller and finalizer with their memory, called in the place of the runtime's queue.</summary>
internal sealed class SimulatedOperator
{
    private readonly SimulatedWorld _world;
    private readonly List<Action> _refresh = [];
    private readonly Reconciler _reconciler;
    private readonly PostgresClusterFinalizer _finalizer;

    public SimulatedOperator(SimulatedWorld world)
    {
        _world = world;
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(world.Time)
            .AddSingleton(world.Client)
            .AddSingleton<IAgentClient>(world.Agents)
            .AddSingleton(TestClusters.Options)
            .AddSingleton(new ClusterMemories(world.Time))
            .AddSingleton(new ClusterCaches(
                Cache<V1StatefulSet>(), Cache<V1Pod>(), Cache<V1PersistentVolumeClaim>(), Cache<V1Secret>(), Cache<V1Service>(),
                Cache<V1Lease>(), Cache<V1ServiceAccount>(), Cache<V1Role>(), Cache<V1RoleBinding>()))
            .AddSingleton<EventPublisher>((_, reason, message, type) => world.Events.Add((reason, message, type)))
            .AddSingleton<ILogger<Narrator>>(NullLogger<Narrator>.Instance)
            .AddSingleton<Narrator>()
            .AddSingleton<ClusterObserver>()
            .AddSingleton<ClusterMetrics>()
            .AddSingleton<ObjectApplier>()
            .AddSingleton<ServerLookUps>()
            .AddSingleton<StatusStep>()
            .BuildServiceProvider();
        var memories = services.GetRequiredService<ClusterMemories>();
        _reconciler = new Reconciler(services.GetRequiredService<ClusterObserver>(), memories, ClusterSteps.InOrder(services), services.GetRequiredService<Narrator>());
        _finalizer = new PostgresClusterFinalizer(
            world.Client, services.GetRequiredService<ClusterObserver>(), memories, services.GetRequiredService<StatusStep>(), services.GetRequiredService<Narrator>());
    }

    /// <summary>Once; answers when to do it again.</summary>
    public async Task<TimeSpan> ReconcileAsync()
    {
        if (_world.Cluster() is not { } cluster)
        {
            return TimeSpan.FromHours(1);
        }

        foreach (var refresh in _refresh)
        {
            refresh();
        }

        var deleting = cluster.Metadata.DeletionTimestamp is not null;
        if (!deleting && cluster.Metadata.Finalizers?.Contains(PostgresClusterFinalizer.Id) is not true)
        {
            await SetFinalizersAsync(cluster, [PostgresClusterFinalizer.Id]);
            return TimeSpan.Zero;
        }

        var result = deleting
            ? await _finalizer.FinalizeAsync(cluster, CancellationToken.None)
            : await _reconciler.ReconcileAsync(cluster, CancellationToken.None);
        if (result.Outcome == ReconciliationOutcome.Failure)
        {
            _world.Failures.Add(result.Error!);
        }

        if (deleting && result is { Outcome: ReconciliationOutcome.Success, RequeueAfter: null })
        {
            await SetFinalizersAsync(result.Entity, []);
        }

        return result.RequeueAfter ?? TimeSpan.FromHours(1);
    }

    private Task SetFinalizersAsync(V1PostgresCluster cluster, string[] finalizers) => _world.Client.PatchAsync<V1PostgresCluster>(
        cluster.Metadata.Name!,
        cluster.Metadata.Namespace,
        new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = cluster.Metadata.ResourceVersion, ["finalizers"] = new JsonArray([.. finalizers.Select(id => (JsonNode)id)]) } });

    private StoreCache<T> Cache<T>()
        where T : class, IKubernetesObject
    {
        var cache = new StoreCache<T>(_world.Server);
        _refresh.Add(cache.Refresh);
        return cache;
    }
}
