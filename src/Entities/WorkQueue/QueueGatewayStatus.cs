using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>The gateway.</summary>
public sealed class QueueGatewayStatus
{
    /// <summary>Pods asked for.</summary>
    public int? Desired { get; set; }

    /// <summary>Pods that are ready.</summary>
    public int? Ready { get; set; }

    /// <summary>Where clients of the same Kubernetes cluster reach it, for example <c>http://jobs-gateway.shop.svc</c>.</summary>
    [Length(maxLength: 1024)]
    public string? Address { get; set; }
}
