using Howdah.Kubernetes.Client;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>The steps of a reconciliation. Services and failover come first: nothing that could go wrong stands before them.</summary>
internal static class ClusterSteps
{
    public static IReadOnlyList<IClusterStep> InOrder(IServiceProvider services)
    {
        var client = services.GetRequiredService<IKubernetesClient>();
        var caches = services.GetRequiredService<ClusterCaches>();
        var narrator = services.GetRequiredService<Narrator>();
        var metrics = services.GetRequiredService<ClusterMetrics>();
        var applier = services.GetRequiredService<ObjectApplier>();
        var lookUps = services.GetRequiredService<ServerLookUps>();
        var options = services.GetRequiredService<OperatorOptions>();
        return
        [
            new RoleLabelsStep(client, narrator),
            new FailoverStep(client, options, narrator, metrics),
            new ValidateStep(lookUps, narrator),
            new BootstrapStep(narrator),
            new EnsureCertificatesStep(applier, narrator, metrics),
            new EnsureSecretsStep(applier, lookUps),
            new EnsureAccessStep(applier, client, caches),
            new EnsureServicesStep(applier, caches),
            new EnsureDisruptionBudgetStep(new DisruptionBudgets(applier, client)),
            new EnsurePodMonitorStep(applier, client, narrator),
            new ScaleStep(),
            new EnsureInstancesStep(applier, client, options),
            new StorageStep(client, lookUps),
            new SynchronousStep(),
            new RestartStep(),
            new ReplacementStep(client, narrator),
            new SidecarUpgradeStep(client, options, narrator),
            services.GetRequiredService<StatusStep>(),
        ];
    }
}
