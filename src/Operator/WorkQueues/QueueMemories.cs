using Howdah.Operator.Applying;

namespace Howdah.Operator.WorkQueues;

/// <summary>The memories of all queues.</summary>
internal sealed class QueueMemories(TimeProvider time) : Memories<QueueMemory>(uid => new QueueMemory(uid, time));
