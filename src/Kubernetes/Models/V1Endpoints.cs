using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

[KubernetesEntity(Kind = "Endpoints", PluralName = "endpoints")]
public sealed class V1Endpoints : KubernetesObject
{
    public List<V1EndpointSubset>? Subsets { get; set; }
}

public sealed class V1EndpointSubset
{
    public List<V1EndpointAddress>? Addresses { get; set; }

    public List<V1EndpointAddress>? NotReadyAddresses { get; set; }

    public List<V1EndpointPort>? Ports { get; set; }
}

public sealed class V1EndpointAddress
{
    public string Ip { get; set; } = "";

    public string? Hostname { get; set; }

    public string? NodeName { get; set; }

    public V1ObjectReference? TargetRef { get; set; }
}

public sealed class V1EndpointPort
{
    public string? Name { get; set; }

    public int Port { get; set; }

    public string? Protocol { get; set; }
}
