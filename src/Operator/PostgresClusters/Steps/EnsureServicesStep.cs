using Howdah.Kubernetes.Entities;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

internal sealed class EnsureServicesStep(ObjectApplier applier, ClusterCaches caches) : IClusterStep
{
    public string Concern => "Services";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        foreach (var service in ServiceSpecs.Build(context.Cluster))
        {
            await applier.EnsureAsync(context.Cluster, service, caches.Services.Get(NamespacedName.Of(service)), cancellationToken).ConfigureAwait(false);
        }

        return StepResult.Continue;
    }
}
