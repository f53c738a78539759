using Howdah.Instances;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>The PodDisruptionBudget, in the version that the server has. No informer keeps it: it is looked at now and then.</summary>
internal sealed class EnsureDisruptionBudgetStep(ObjectApplier applier, IKubernetesClient client) : IClusterStep
{
    private const string Plural = "poddisruptionbudgets";
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    public string Concern => "DisruptionBudget";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Problems.Count > 0)
        {
            return StepResult.Continue;
        }

        var wanted = DisruptionBudgetSpec.Wanted(context.Cluster);
        var content = wanted ? $"{context.Cluster.Metadata.Generation}" : "none";
        if (context.Memory.IsDone(Concern, content, Every))
        {
            return StepResult.Continue;
        }

        if (await client.Discovery.ServesAsync("policy/v1", Plural, cancellationToken).ConfigureAwait(false))
        {
            await EnsureAsync<V1PodDisruptionBudget>(context, wanted, (budget, spec) => budget.Spec = spec, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await EnsureAsync<V1Beta1PodDisruptionBudget>(context, wanted, (budget, spec) => budget.Spec = spec, cancellationToken).ConfigureAwait(false);
        }

        context.Memory.Done(Concern, content);
        return StepResult.Continue;
    }

    private async Task EnsureAsync<T>(ClusterContext context, bool wanted, Action<T, V1PodDisruptionBudgetSpec> setSpec, CancellationToken cancellationToken)
        where T : KubernetesObject, new()
    {
        var present = await applier.FindOwnAsync<T>(context.Cluster, Names.PodDisruptionBudget(context.Name), cancellationToken).ConfigureAwait(false);
        if (wanted)
        {
            await applier.EnsureAsync(context.Cluster, DisruptionBudgetSpec.Build(context.Cluster, setSpec), present, cancellationToken).ConfigureAwait(false);
        }
        else if (present is not null)
        {
            await client.DeleteAsync<T>(present.Metadata.Name!, context.Namespace, new DeleteOptions { PreconditionUid = present.Metadata.Uid }, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
