using Howdah.Entities.WorkQueue;
using Howdah.Queueing.Schema;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Somebody who logs in to a queue's database: a role of its own, and a Secret for it.</summary>
/// <param name="Word">What its role and its Secret are called after.</param>
/// <param name="Access">What it may do.</param>
internal sealed record QueueLogin(string Word, IReadOnlyList<QueueRole> Access)
{
    public static readonly QueueLogin Observer = new("observer", [QueueRole.Observer]);

    public static readonly QueueLogin Producer = new("producer", [QueueRole.Producer]);

    public static readonly QueueLogin Worker = new("worker", [QueueRole.Worker]);

    /// <summary>It asks for no more than what its clients may do.</summary>
    public static readonly QueueLogin Gateway = new("gateway", [QueueRole.Producer, QueueRole.Worker]);

    /// <summary>Everybody who may ever have been let in.</summary>
    public static readonly IReadOnlyList<QueueLogin> All = [Gateway, Observer, Producer, Worker];

    /// <summary>Those that the specification asks for.</summary>
    public static IEnumerable<QueueLogin> Wanted(WorkQueueSpec spec) => All.Where(login => login != Gateway || spec.Gateway is not null);
}
