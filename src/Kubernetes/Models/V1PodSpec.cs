using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Models;

public sealed class V1PodSpec
{
    public List<V1Container>? InitContainers { get; set; }

    public List<V1Container> Containers { get; set; } = [];

    public List<V1Volume>? Volumes { get; set; }

    public V1PodSecurityContext? SecurityContext { get; set; }

    public string? ServiceAccountName { get; set; }

    public bool? AutomountServiceAccountToken { get; set; }

    public List<V1LocalObjectReference>? ImagePullSecrets { get; set; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; set; }

    public long? TerminationGracePeriodSeconds { get; set; }

    public long? ActiveDeadlineSeconds { get; set; }

    public string? DnsPolicy { get; set; }

    public string? Hostname { get; set; }

    public string? Subdomain { get; set; }

    public bool? HostNetwork { get; set; }

    public bool? ShareProcessNamespace { get; set; }

    public bool? EnableServiceLinks { get; set; }

    public string? NodeName { get; set; }

    public Dictionary<string, string>? NodeSelector { get; set; }

    public string? SchedulerName { get; set; }

    public string? PriorityClassName { get; set; }

    /// <summary>Passed through as it is.</summary>
    public JsonNode? Affinity { get; set; }

    /// <summary>Passed through as it is.</summary>
    public JsonNode? Tolerations { get; set; }

    /// <summary>Passed through as it is.</summary>
    public JsonNode? TopologySpreadConstraints { get; set; }

    public List<V1PodReadinessGate>? ReadinessGates { get; set; }
}

public sealed class V1PodReadinessGate
{
    public string ConditionType { get; set; } = "";
}
