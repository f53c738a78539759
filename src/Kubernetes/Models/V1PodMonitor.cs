using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

/// <summary>Of the Prometheus operator: ask discovery whether it is served.</summary>
[KubernetesEntity(Group = "monitoring.coreos.com", Kind = "PodMonitor", PluralName = "podmonitors")]
public sealed class V1PodMonitor : KubernetesObject
{
    public V1PodMonitorSpec? Spec { get; set; }
}

public sealed class V1PodMonitorSpec
{
    public V1LabelSelector Selector { get; set; } = new();

    /// <summary>Labels of the pods that the series get, with characters that Prometheus does not take replaced by <c>_</c>.</summary>
    public List<string>? PodTargetLabels { get; set; }

    public List<V1PodMetricsEndpoint> PodMetricsEndpoints { get; set; } = [];
}

public sealed class V1PodMetricsEndpoint
{
    /// <summary>The name of a container's port.</summary>
    public string? Port { get; set; }

    public string? Path { get; set; }

    /// <summary>A duration, for example <c>30s</c>; null: Prometheus' own.</summary>
    public string? Interval { get; set; }
}
