using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Judges the specification; while it is refused, what runs stays as it is.</summary>
internal sealed class ValidateQueueStep : IQueueStep
{
    public string Concern => "Specification";

    public Task RunAsync(QueueContext context, CancellationToken cancellationToken)
    {
        context.Problems = QueueSpecValidation.Check(context.Queue);
        return Task.CompletedTask;
    }
}
