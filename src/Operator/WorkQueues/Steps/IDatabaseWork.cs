using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>One concern of a queue in its database. What fails ends the visit: each builds on those before it.</summary>
internal interface IDatabaseWork
{
    Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken);
}
