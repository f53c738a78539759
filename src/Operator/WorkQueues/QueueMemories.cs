using System.Collections.Concurrent;
using Howdah.Kubernetes.Entities;

namespace Howdah.Operator.WorkQueues;

/// <summary>The memories of all queues. A queue that was deleted and made again under its old name begins with an empty one.</summary>
internal sealed class QueueMemories(TimeProvider time)
{
    private readonly ConcurrentDictionary<NamespacedName, QueueMemory> _queues = new();

    public QueueMemory Of(IKubernetesObject queue)
    {
        var uid = queue.Metadata.Uid ?? "";
        return _queues.AddOrUpdate(
            NamespacedName.Of(queue),
            static (_, argument) => new QueueMemory(argument.uid, argument.time),
            static (_, present, argument) => present.Uid == argument.uid ? present : new QueueMemory(argument.uid, argument.time),
            (uid, time));
    }

    public void Forget(IKubernetesObject queue) => _queues.TryRemove(NamespacedName.Of(queue), out _);
}
