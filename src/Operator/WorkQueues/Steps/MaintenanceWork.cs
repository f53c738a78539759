using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Every hour: partitions of the coming days, and items that need not be remembered any longer.</summary>
internal sealed class MaintenanceWork(TimeProvider time) : IDatabaseWork
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>What is left is done at the next look, so that nothing else of this queue waits for it.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(3);

    public async Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (context.Status.MaintainedAt is { } last && last <= now && now - last < Every)
        {
            return;
        }

        await session.ActAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        if (await Maintenance.RunAsync(session.Connection, context.QueueName, AtOnce, time, cancellationToken).ConfigureAwait(false))
        {
            context.Status.MaintainedAt = now;
        }
    }
}
