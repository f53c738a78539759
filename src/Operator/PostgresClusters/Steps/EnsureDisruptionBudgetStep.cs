using Howdah.Instances;
using Howdah.Operator.Applying;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Steps;

/// <summary>The PodDisruptionBudget of the instances.</summary>
internal sealed class EnsureDisruptionBudgetStep(DisruptionBudgets budgets) : IClusterStep
{
    public string Concern => "DisruptionBudget";

    public async Task<StepResult> RunAsync(ClusterContext context, CancellationToken cancellationToken)
    {
        if (context.Problems.Count > 0)
        {
            return StepResult.Continue;
        }

        var spec = DisruptionBudgetSpec.Build(context.Cluster);
        var content = spec is null ? "none" : $"{context.Cluster.Metadata.Generation}";
        if (!context.Memory.IsDone(Concern, content, DisruptionBudgets.Every))
        {
            var metadata = ObjectMetaSpec.Build(context.Cluster, Names.PodDisruptionBudget(context.Name));
            await budgets.EnsureAsync(context.Cluster, metadata, spec, cancellationToken).ConfigureAwait(false);
            context.Memory.Done(Concern, content);
        }

        return StepResult.Continue;
    }
}
