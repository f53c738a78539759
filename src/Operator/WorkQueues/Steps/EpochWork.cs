using Howdah.Entities.WorkQueue;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.WorkQueues.Steps;

/// <summary>A new epoch after every failover, before anybody is told that the queue is ready.</summary>
internal sealed class EpochWork : IDatabaseWork
{
    public async Task RunAsync(QueueContext context, QueueSession session, CancellationToken cancellationToken)
    {
        var server = session.Facts.History!;
        var before = context.Before.Failover;
        var reported = before is not null && before.ClusterUid == context.Cluster?.Uid && context.Before.Database == session.Target.Display ? before.Timeline : null;
        int epoch;
        if (session.Facts.Mark == server)
        {
            epoch = await session.Connection.ScalarAsync<int>($"select epoch from {context.QueueName.Quoted}.settings", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            (var decision, epoch) = await EpochStore.ReconcileAsync(session.Connection, context.QueueName, server, reported, cancellationToken).ConfigureAwait(false);
            if (decision == EpochDecision.Bump)
            {
                context.News.Add(("EpochBumped", $"The server is on timeline {server.Timeline}: all leases were ended, epoch {epoch} has begun"));
            }
        }

        context.Status.Epoch = epoch;
        context.Status.Failover = new QueueFailoverMark { ClusterUid = context.Cluster?.Uid, Timeline = server.Timeline, Id = context.Cluster?.LastFailover };
    }
}
