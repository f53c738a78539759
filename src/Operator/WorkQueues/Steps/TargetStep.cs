using Howdah.Entities.WorkQueue;
using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Finds out where the database is.</summary>
internal sealed class TargetStep(TargetResolver resolver) : IQueueStep
{
    public string Concern => "Connection";

    public async Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        if (context.Problems.Count == 0 && context.Spec.Backend == WorkQueueBackend.Postgres)
        {
            await resolver.ResolveAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }
}
