using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
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
    public static bool WantsBudget(V1WorkQueue queue) => queue.Spec.Gateway is { Replicas: > 1 };

    /// <summary>policy/v1, or policy/v1beta1 where only that is served: the same content.</summary>
    public static T Budget<T>(V1WorkQueue queue, Action<T, V1PodDisruptionBudgetSpec> setSpec)
        where T : KubernetesObject, new()
    {
        var kind = ResourceKind.Of<T>();
        var budget = new T { ApiVersion = kind.ApiVersion, Kind = kind.Kind, Metadata = QueueMetaSpec.Build(queue, QueueNames.Gateway(queue.Metadata.Name!)) };
        setSpec(budget, new V1PodDisruptionBudgetSpec
        {
            MaxUnavailable = 1,
            Selector = new V1LabelSelector { MatchLabels = GatewayDeploymentSpec.Selector(queue.Metadata.Name!) },
        });
        return budget;
    }
}
