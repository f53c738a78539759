using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Json;

namespace Howdah.Kubernetes.Models;

/// <summary>An event of events.k8s.io/v1.</summary>
[KubernetesEntity(Group = "events.k8s.io", Kind = "Event", PluralName = "events")]
public sealed class V1Event : KubernetesObject
{
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; set; }

    public V1EventSeries? Series { get; set; }

    /// <summary>For example <c>howdah.dev/postgres-operator</c>; required.</summary>
    public string? ReportingController { get; set; }

    /// <summary>At most 128 characters; required.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>At most 128 characters; required.</summary>
    public string? Action { get; set; }

    /// <summary>At most 128 characters; required.</summary>
    public string? Reason { get; set; }

    public V1ObjectReference? Regarding { get; set; }

    public V1ObjectReference? Related { get; set; }

    /// <summary>For people, at most 1,024 bytes.</summary>
    public string? Note { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }
}

public sealed class V1EventSeries
{
    /// <summary>At least 2.</summary>
    public int Count { get; set; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset LastObservedTime { get; set; }
}
