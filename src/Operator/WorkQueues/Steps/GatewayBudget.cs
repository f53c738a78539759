using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>The gateway's PodDisruptionBudget.</summary>
internal sealed class GatewayBudget(DisruptionBudgets budgets)
{
    private const string Topic = "gateway budget";

    public async Task EnsureAsync(QueueContext context, CancellationToken cancellationToken)
    {
        var spec = GatewayServiceSpec.Budget(context.Queue);
        var content = spec is null ? "none" : $"{context.Queue.Metadata.Generation}";
        if (context.Memory.IsDone(Topic, content, DisruptionBudgets.Every))
        {
            return;
        }

        try
        {
            await budgets.EnsureAsync(context.Queue, QueueMetaSpec.Build(context.Queue, QueueNames.Gateway(context.Name)), spec, cancellationToken).ConfigureAwait(false);
        }
        catch (ForeignObjectException) when (spec is null)
        {
            // Somebody else's may stay.
        }

        context.Memory.Done(Topic, content);
    }
}
