using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Search;
using Howdah.Operator.WorkQueues.Steps;

namespace Howdah.Operator.WorkQueues;

/// <summary>What the controller of WorkQueues is made of.</summary>
internal static class WorkQueueModule
{
    private const string Ours = Labels.ManagedBy + "=" + Labels.ManagedByValue;

    public static IServiceCollection AddWorkQueues(this IServiceCollection services)
    {
        services.AddSingleton<QueueMemories>();
        services.AddSingleton<QueueNarrator>();
        services.AddSingleton<QueueMetrics>();
        services.AddSingleton<DataSources>();
        services.AddSingleton<ClusterHosts>();
        services.AddSingleton<UserSecrets>();
        services.AddSingleton<TargetResolver>();
        services.AddSingleton<SearchSources>();
        services.AddSingleton<SearchTargetResolver>();
        services.AddSingleton<IndexRemoval>();
        services.AddSingleton(QueueSteps.InOrder);
        services.AddSingleton<QueueReconciler>();
        return services;
    }

    public static void Watch(ControllerBuilder<V1WorkQueue> controller, OperatorOptions options) => controller
        .WithName("workqueue")
        .WithConcurrency(options.MaxConcurrentReconciles)
        .WithReconcileTimeout(TimeSpan.FromMinutes(4))
        .Owns<V1Secret>(Ours)
        .Owns<V1Service>(Ours)
        .Owns<TemplatedDeployment>(Ours)
        .Watches<V1PostgresCluster>(QueuesOn);

    /// <summary>The queues of a cluster want to know when its primary moves.</summary>
    private static IEnumerable<NamespacedName> QueuesOn(V1PostgresCluster cluster, IEntityCache<V1WorkQueue> queues) => queues
        .List(cluster.Metadata.Namespace)
        .Where(queue => queue.Spec.Cluster?.Name == cluster.Metadata.Name)
        .Select(NamespacedName.Of);
}
