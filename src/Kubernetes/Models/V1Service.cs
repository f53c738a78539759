using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "Service", PluralName = "services")]
public sealed class V1Service : KubernetesObject
{
    public V1ServiceSpec? Spec { get; set; }

    public V1ServiceStatus? Status { get; set; }
}

public sealed class V1ServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string? Type { get; set; }

    /// <summary><c>None</c> makes the service headless.</summary>
    public string? ClusterIP { get; set; }

    public List<string>? ClusterIPs { get; set; }

    public Dictionary<string, string>? Selector { get; set; }

    public List<V1ServicePort>? Ports { get; set; }

    public bool? PublishNotReadyAddresses { get; set; }

    public string? SessionAffinity { get; set; }

    public string? ExternalTrafficPolicy { get; set; }

    public string? ExternalName { get; set; }

    public List<string>? ExternalIPs { get; set; }

    public string? LoadBalancerClass { get; set; }

    public string? LoadBalancerIP { get; set; }

    public List<string>? LoadBalancerSourceRanges { get; set; }

    public string? IpFamilyPolicy { get; set; }

    public List<string>? IpFamilies { get; set; }
}

public sealed class V1ServicePort
{
    public string? Name { get; set; }

    public string? Protocol { get; set; }

    public string? AppProtocol { get; set; }

    public int Port { get; set; }

    public IntOrString? TargetPort { get; set; }

    public int? NodePort { get; set; }
}

public sealed class V1ServiceStatus
{
    public V1LoadBalancerStatus? LoadBalancer { get; set; }
}

public sealed class V1LoadBalancerStatus
{
    public List<V1LoadBalancerIngress>? Ingress { get; set; }
}

public sealed class V1LoadBalancerIngress
{
    public string? Ip { get; set; }

    public string? Hostname { get; set; }
}
