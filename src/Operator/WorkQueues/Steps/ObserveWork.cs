using Howdah.Operator.WorkQueues.Database;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>Looks at the items and at what keeps PostgreSQL from cleaning up after them.</summary>
internal sealed class ObserveWork : IDatabaseWork
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    public async Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        await session.ActAsOwnerAsync(cancellationToken).ConfigureAwait(false);
        var counts = await QueueObservation.CountAsync(session.Connection, context.QueueName, cancellationToken).ConfigureAwait(false);
        if (context.Spec.Workers is not null)
        {
            context.Holders = await QueueObservation.HoldersAsync(session.Connection, context.QueueName, cancellationToken).ConfigureAwait(false);
        }

        await session.ActAsSelfAsync(cancellationToken).ConfigureAwait(false);
        context.Horizon = await HorizonQuery.ReadAsync(session.Connection, cancellationToken).ConfigureAwait(false);
        context.Counts = counts;
        var status = context.Status;
        (status.Ready, status.Leased, status.Delayed, status.Dead) = (counts.Ready, counts.Leased, counts.Delayed, counts.Dead);
        status.Completed = counts.Completed;
        status.OldestReadyAge = (long)counts.OldestAge.TotalSeconds;
        status.Throughput = counts.CompletedTotal is { } total ? context.Memory.Throughput(total, Window) : null;
    }
}
