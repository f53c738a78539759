using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.WorkQueue;

/// <summary>An HTTP gateway to the queue, by which any number of workers share a few connections: a Deployment and a Service. Backend Postgres only.</summary>
public sealed class QueueGatewaySpec
{
    /// <summary>Pods. A client may talk to any of them.</summary>
    [DefaultValue(2)]
    [RangeMinimum(1)]
    [RangeMaximum(WorkQueueLimits.MaxGateways)]
    public int Replicas { get; set; } = 2;

    /// <summary>Connections to the database of each pod.</summary>
    [DefaultValue(16)]
    [RangeMinimum(WorkQueueLimits.MinGatewayConnections)]
    [RangeMaximum(WorkQueueLimits.MaxGatewayConnections)]
    public int Connections { get; set; } = 16;

    /// <summary>Who may do what: bearer tokens. Unset: the operator makes one for producers and one for workers, in the Secret <c>NAME-gateway-tokens</c>.</summary>
    public QueueTokensReference? TokenSecretRef { get; set; }

    /// <summary>A Secret of type kubernetes.io/tls: the gateway serves HTTPS by it, and takes a renewed certificate without a restart. Unset: plain HTTP.</summary>
    public SecretReference? TlsSecretRef { get; set; }

    /// <summary>What a pod asks for and may use. Unset: 100m and 128Mi, at most 512Mi.</summary>
    public ResourceRequirements? Resources { get; set; }

    /// <summary>Credentials for the registry of the operator's own image, of which the gateway is made.</summary>
    [Items(maxItems: 16)]
    public List<ImagePullSecret>? ImagePullSecrets { get; set; }
}
