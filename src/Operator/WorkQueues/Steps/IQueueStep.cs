namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>One concern of a reconciliation.</summary>
internal interface IQueueStep
{
    /// <summary>Names the step in reasons: CamelCase.</summary>
    string Concern { get; }

    Task RunAsync(QueueContext context, CancellationToken cancellationToken);
}
