using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The pod of an instance. docs/architecture.md, "The pod of an instance".</summary>
internal static class PodSpecs
{
    /// <summary>Seconds on top of PostgreSQL's own stop timeout: the agent's last word to the API server, the immediate stop, the kubelet.</summary>
    public const int StopMarginSeconds = 30;

    public static V1PodSpec Build(V1PostgresCluster cluster, string instance, OperatorOptions options) => new()
    {
        ServiceAccountName = Names.AgentAccount(cluster.Metadata.Name!),
        // Only the sidecar gets a token, by a projected volume.
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = cluster.Spec.StopTimeoutSeconds + StopMarginSeconds,
        SecurityContext = new V1PodSecurityContext
        {
            RunAsNonRoot = true,
            RunAsUser = cluster.Spec.PostgresUid,
            RunAsGroup = cluster.Spec.PostgresGid,
            FsGroup = cluster.Spec.PostgresGid,
            FsGroupChangePolicy = "OnRootMismatch",
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        },
        ImagePullSecrets = cluster.Spec.ImagePullSecrets?.ConvertAll(secret => new V1LocalObjectReference { Name = secret.Name }),
        InitContainers = [ContainerSpecs.Install(options)],
        Containers = [ContainerSpecs.Postgres(cluster, instance), ContainerSpecs.Sidecar(cluster, instance, options)],
        Volumes = VolumeSpecs.Build(cluster.Metadata.Name!),
        NodeSelector = cluster.Spec.NodeSelector,
        PriorityClassName = cluster.Spec.PriorityClassName,
        Affinity = cluster.Spec.Affinity?.DeepClone() ?? PreferDifferentNodes(cluster.Metadata.Name!),
        TopologySpreadConstraints = ToArray(cluster.Spec.TopologySpreadConstraints),
        Tolerations = ToArray(cluster.Spec.Tolerations),
    };

    private static JsonArray? ToArray(List<JsonObject>? items) =>
        items is { Count: > 0 } ? new JsonArray([.. items.Select(item => item.DeepClone())]) : null;

    private static JsonObject PreferDifferentNodes(string cluster) => new()
    {
        ["podAntiAffinity"] = new JsonObject
        {
            ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["weight"] = 100,
                ["podAffinityTerm"] = new JsonObject
                {
                    ["topologyKey"] = "kubernetes.io/hostname",
                    ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [Labels.Cluster] = cluster } },
                },
            }),
        },
    };
}
