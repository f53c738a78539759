using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Operator.Controllers;

/// <summary>The queue of the controller of one kind, so that the container can hand out <see cref="EntityQueue{TEntity}"/>.</summary>
internal sealed class ControllerQueue<T>(WorkQueue<NamespacedName> queue) : IDisposable
    where T : class, IKubernetesObject
{
    public WorkQueue<NamespacedName> Queue => queue;

    public void Enqueue(NamespacedName key, TimeSpan? after) => queue.AddAfter(key, after ?? TimeSpan.Zero);

    public void Dispose() => queue.Dispose();
}
