using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Search;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The steps of a reconciliation.</summary>
internal static class QueueSteps
{
    public static IReadOnlyList<IQueueStep> InOrder(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        IReadOnlyList<IDatabaseWork> works =
        [
            new SchemaWork(),
            new EpochWork(),
            new RolesWork(services.GetRequiredService<ObjectApplier>(), services.GetRequiredService<IEntityCache<V1Secret>>()),
            new MaintenanceWork(time),
            new ObserveWork(),
        ];
        return
        [
            new ValidateQueueStep(),
            new TargetStep(services.GetRequiredService<TargetResolver>()),
            new DatabaseStep(services.GetRequiredService<DataSources>(), works, time),
            new SearchStep(services.GetRequiredService<SearchTargetResolver>(), services.GetRequiredService<SearchSources>(), time),
            new WorkersStep(
                services.GetRequiredService<ObjectApplier>(), services.GetRequiredService<IKubernetesClient>(),
                services.GetRequiredService<IEntityCache<TemplatedDeployment>>(), services.GetRequiredService<IEntityCache<V1Pod>>(),
                services.GetRequiredService<IEntityCache<V1Secret>>(), services.GetRequiredService<QueueNarrator>()),
            new GatewayStep(
                services.GetRequiredService<ObjectApplier>(), services.GetRequiredService<IKubernetesClient>(),
                new GatewayBudget(new DisruptionBudgets(services.GetRequiredService<ObjectApplier>(), services.GetRequiredService<IKubernetesClient>())),
                services.GetRequiredService<IEntityCache<TemplatedDeployment>>(), services.GetRequiredService<IEntityCache<V1Service>>(),
                services.GetRequiredService<IEntityCache<V1Pod>>(), services.GetRequiredService<IEntityCache<V1Secret>>(),
                services.GetRequiredService<OperatorOptions>()),
            new QueueStatusStep(
                services.GetRequiredService<IKubernetesClient>(), services.GetRequiredService<QueueNarrator>(), services.GetRequiredService<QueueMetrics>(), time),
        ];
    }
}
