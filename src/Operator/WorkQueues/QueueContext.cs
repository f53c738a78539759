using Howdah.Entities.WorkQueue;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Database;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Search;
using Howdah.Operator.WorkQueues.Specs;
using Howdah.Queueing;

namespace Howdah.Operator.WorkQueues;

/// <summary>One reconciliation: what was read, and what the steps come to. Steps change <see cref="Status"/>; it is written once, at the end.</summary>
internal sealed class QueueContext(V1WorkQueue queue, QueueMemory memory)
{
    /// <summary>As read, with the status that is being worked on.</summary>
    public V1WorkQueue Queue { get; private set; } = queue;

    public QueueMemory Memory { get; } = memory;

    /// <summary>The status as it is on the server.</summary>
    public WorkQueueStatus Before { get; private set; } = QueueStatusChangePolicy.Copy(queue.Status);

    public WorkQueueStatus Status => Queue.Status;

    public WorkQueueSpec Spec => Queue.Spec;

    public string Name => Queue.Metadata.Name!;

    public string Namespace => Queue.Metadata.Namespace!;

    public string Schema { get; } = QueueNames.Schema(queue);

    /// <summary>Only of a specification that was not refused: else the name may be no name.</summary>
    public QueueName QueueName => new(Schema);

    public IReadOnlyList<SpecProblem> Problems { get; set; } = [];

    /// <summary>What a person has to know; the first is the reason why the queue is not ready.</summary>
    public List<Trouble> Troubles { get; } = [];

    /// <summary>The queue waits for something that passes, a failover say.</summary>
    public Trouble? Waiting { get; set; }

    public QueueTarget? Target { get; set; }

    /// <summary>Of a queue in OpenSearch.</summary>
    public SearchTarget? SearchTarget { get; set; }

    /// <summary>The cluster that the target is in; null for a connection of the user's.</summary>
    public ClusterView? Cluster { get; set; }

    /// <summary>The schema has the version that this operator knows.</summary>
    public bool Migrated { get; set; }

    /// <summary>Everything in the database was found or made as it ought to be.</summary>
    public bool DatabaseDone { get; set; }

    public QueueCounts? Counts { get; set; }

    /// <summary>Leases by holder.</summary>
    public IReadOnlyDictionary<string, long>? Holders { get; set; }

    public IReadOnlyList<HorizonHolder>? Horizon { get; set; }

    /// <summary>Null without a gateway.</summary>
    public GatewayFacts? Gateway { get; set; }

    /// <summary>Look again after this time at the latest.</summary>
    public TimeSpan RequeueAfter { get; private set; } = QueueReconciler.Interval;

    public void LookAgainAfter(TimeSpan after) => RequeueAfter = after;

    /// <summary>Told once the status that makes it true has been written.</summary>
    public List<(string Reason, string Message)> News { get; } = [];

    /// <summary>After a write: the server's copy, with its new resource version.</summary>
    public void Wrote(V1WorkQueue written)
    {
        Queue = written;
        Before = QueueStatusChangePolicy.Copy(written.Status);
    }
}

/// <summary>What a queue needs to know of its PostgresCluster.</summary>
/// <param name="Uid">Its uid.</param>
/// <param name="LastFailover">The id of the failover that was completed last.</param>
internal sealed record ClusterView(string Uid, string? LastFailover);
