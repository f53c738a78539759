using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Instances;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.PostgresClusters;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Steps;
using Howdah.Operator.WorkQueues;

namespace Howdah.Operator;

/// <summary>What the operator is made of.</summary>
internal static class OperatorModule
{
    private const string Ours = Labels.ManagedBy + "=" + Labels.ManagedByValue;

    public static IServiceCollection AddHowdah(this IServiceCollection services, OperatorOptions options)
    {
        var memories = new ClusterMemories(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(memories);
        services.AddSingleton<ClusterCaches>();
        services.AddSingleton<IAgentClient, AgentClient>();
        services.AddSingleton<ClusterObserver>();
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton<Narrator>();
        services.AddSingleton<ObjectApplier>();
        services.AddSingleton<ServerLookUps>();
        services.AddSingleton<StatusStep>();
        services.AddSingleton(ClusterSteps.InOrder);
        services.AddSingleton<Reconciler>();
        services.AddWorkQueues();
        services.AddHostedService<IdleMemoryService>();
        services.AddKubernetesOperator(settings => Configure(settings, options))
            .AddController<PostgresClusterController, V1PostgresCluster>(controller => Watch(controller, new ClusterWakeUps(memories), options))
            .AddFinalizer<PostgresClusterFinalizer, V1PostgresCluster>(PostgresClusterFinalizer.Id)
            .AddValidationWebhook<PostgresClusterValidation, V1PostgresCluster>()
            .AddController<WorkQueueController, V1WorkQueue>(controller => WorkQueueModule.Watch(controller, options))
            .AddFinalizer<WorkQueueFinalizer, V1WorkQueue>(WorkQueueFinalizer.Id);
        return services;
    }

    private static void Configure(OperatorSettings settings, OperatorOptions options)
    {
        settings.Namespaces.AddRange(options.WatchNamespaces);
        settings.JsonContexts.Add(EntitiesJsonContext.Default);
        settings.JsonContexts.Add(ApplyingJsonContext.Default);
        settings.LeaderElection.Enabled = options.LeaderElection;
        settings.LeaderElection.LeaseNamespace = options.Namespace;
    }

    private static void Watch(ControllerBuilder<V1PostgresCluster> controller, ClusterWakeUps wakeUps, OperatorOptions options) => controller
        .WithName("postgrescluster")
        .WithConcurrency(options.MaxConcurrentReconciles)
        .Owns<V1StatefulSet>(Ours)
        .Owns<V1Secret>(Ours)
        .Owns<V1Service>(Ours)
        .Owns<V1ServiceAccount>(Ours)
        .Owns<V1Role>(Ours)
        .Owns<V1RoleBinding>(Ours)
        .Watches<V1Pod>(static pod => ClusterWakeUps.ByLabel(pod), Ours)
        .Watches<V1PersistentVolumeClaim>(static claim => ClusterWakeUps.ByLabel(claim), Ours)
        .Watches<V1Lease>(wakeUps.ByLease, Ours);
}
