using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>Objects for monitoring.</summary>
public sealed class MonitoringSpec
{
    /// <summary>A PodMonitor for the Prometheus operator, if its kind is served.</summary>
    [DefaultValue(false)]
    public bool PodMonitor { get; set; }
}
