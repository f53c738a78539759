using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Operator;

namespace Howdah.Kubernetes.Events;

/// <summary>What two occurrences have in common that are about the same matter. Whether they are one event is for <see cref="EventAggregator"/> to say.</summary>
internal readonly record struct EventKey(EventType Type, string Reason, string Action, string ApiVersion, string Kind, NamespacedName Name, string Uid);

/// <summary>One occurrence, cut loose from the object it is about.</summary>
internal sealed record PendingEvent(EventKey Key, string Note, string? ResourceVersion, DateTimeOffset At)
{
    private const int LongestReason = 128;

    public static PendingEvent About(IKubernetesObject entity, string reason, string note, EventType type, string action, DateTimeOffset at)
    {
        var kind = ResourceKind.Of(entity.GetType());
        var key = new EventKey(
            type,
            EventNote.Truncate(reason, LongestReason),
            action,
            kind.ApiVersion,
            kind.Kind,
            NamespacedName.Of(entity),
            entity.Metadata.Uid ?? "");
        return new PendingEvent(key, EventNote.Truncate(note), entity.Metadata.ResourceVersion, at);
    }

    public V1ObjectReference Regarding() => new()
    {
        ApiVersion = Key.ApiVersion,
        Kind = Key.Kind,
        Namespace = Key.Name.Namespace.Length == 0 ? null : Key.Name.Namespace,
        Name = Key.Name.Name,
        Uid = Key.Uid,
        ResourceVersion = ResourceVersion,
    };
}
