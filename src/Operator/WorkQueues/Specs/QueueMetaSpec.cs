using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
using Howdah.Operator.Applying;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Metadata of everything that belongs to a WorkQueue: name, labels, owner.</summary>
internal static class QueueMetaSpec
{
    public static V1ObjectMeta Build(V1WorkQueue queue, string name) => new()
    {
        Name = name,
        Namespace = queue.Metadata.Namespace,
        Labels = Labels(queue),
        OwnerReferences = [Owners.ReferenceTo(queue, "WorkQueue")],
    };

    public static Dictionary<string, string> Labels(V1WorkQueue queue) => new()
    {
        [Instances.Labels.ManagedBy] = Instances.Labels.ManagedByValue,
        [QueueNames.QueueLabel] = queue.Metadata.Name!,
    };
}
