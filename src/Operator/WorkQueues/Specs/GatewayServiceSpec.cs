using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>Where clients find the gateway, and how many of its pods a drain may take.</summary>
internal static class GatewayServiceSpec
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    /// <summary>Without the path; the name is also one that the certificate should have.</summary>
    public static string Address(V1WorkQueue queue) =>
        $"{(queue.Spec.Gateway!.TlsSecretRef is null ? "http" : "https")}://{QueueNames.Gateway(queue.Metadata.Name!)}.{queue.Metadata.Namespace}.svc";

    public static V1Service Build(V1WorkQueue queue)
    {
        var isPlain = queue.Spec.Gateway!.TlsSecretRef is null;
        return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = QueueMetaSpec.Build(queue, QueueNames.Gateway(queue.Metadata.Name!)),
            Spec = new V1ServiceSpec
            {
                Type = "ClusterIP",
                Selector = GatewayDeploymentSpec.Selector(queue.Metadata.Name!),
                Ports =
                [
                    new V1ServicePort
                    {
                        Name = isPlain ? "http" : "https",
                        Port = isPlain ? HttpPort : HttpsPort,
                        TargetPort = GatewayDeploymentSpec.Port,
                        Protocol = "TCP",
                    },
                ],
            },
        };
    }

    /// <summary>One pod alone has no budget: it could only block a drain for ever.</summary>
    public static V1PodDisruptionBudgetSpec? Budget(V1WorkQueue queue) => queue.Spec.Gateway is not { Replicas: > 1 } ? null : new V1PodDisruptionBudgetSpec
    {
        MaxUnavailable = 1,
        Selector = new V1LabelSelector { MatchLabels = GatewayDeploymentSpec.Selector(queue.Metadata.Name!) },
    };
}
