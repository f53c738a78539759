using Howdah.Entities.PostgresCluster;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>The three containers of an instance's pod.</summary>
internal static class ContainerSpecs
{
    public static V1Container Install(OperatorOptions options) => new()
    {
        Name = PodLayout.InstallContainer,
        Image = options.SidecarImage,
        ImagePullPolicy = options.SidecarImagePullPolicy,
        Command = [PodLayout.SidecarInImage, "install", PodLayout.BinPath],
        Resources = SmallResources(),
        SecurityContext = Restricted(),
        VolumeMounts = [Mount(VolumeSpecs.Bin, PodLayout.BinPath)],
    };

    public static V1Container Postgres(V1PostgresCluster cluster, string instance) => new()
    {
        Name = PodLayout.PostgresContainer,
        Image = cluster.Spec.Image,
        ImagePullPolicy = cluster.Spec.ImagePullPolicy,
        Command = [PodLayout.SidecarFile, "supervise"],
        Env = [Value(PodLayout.ClusterVariable, cluster.Metadata.Name!), Value(PodLayout.InstanceVariable, instance)],
        Ports = [new V1ContainerPort { Name = "postgres", ContainerPort = PodLayout.PostgresPort, Protocol = "TCP" }],
        Resources = Resources(cluster.Spec.Resources),
        SecurityContext = Restricted(),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        // No liveness probe: killing a supervisor is never better than what it does when its agent is silent.
        ReadinessProbe = ProbeSpecs.Readiness(),
        VolumeMounts =
        [
            Mount(InstanceStatefulSetSpec.DataVolume, PodLayout.VolumePath),
            Mount(VolumeSpecs.Run, PodLayout.RunPath),
            Mount(VolumeSpecs.Bin, PodLayout.BinPath, readOnly: true),
            Mount(VolumeSpecs.Temporary, "/tmp"),
            Mount(VolumeSpecs.SharedMemory, "/dev/shm"),
            Mount(VolumeSpecs.ServerCertificates, PodLayout.ServerCertificates, readOnly: true),
            Mount(VolumeSpecs.ReplicationCertificates, PodLayout.ReplicationCertificates, readOnly: true),
        ],
    };

    public static V1Container Sidecar(V1PostgresCluster cluster, string instance, OperatorOptions options) => new()
    {
        Name = PodLayout.SidecarContainer,
        Image = options.SidecarImage,
        ImagePullPolicy = options.SidecarImagePullPolicy,
        Command = [PodLayout.SidecarInImage, "agent"],
        Env =
        [
            Value(PodLayout.ClusterVariable, cluster.Metadata.Name!),
            Value(PodLayout.InstanceVariable, instance),
            Field(PodLayout.NamespaceVariable, "metadata.namespace"),
            Field(PodLayout.PodNameVariable, "metadata.name"),
            Field(PodLayout.PodUidVariable, "metadata.uid"),
            Field(PodLayout.PodAddressVariable, "status.podIP"),
            Field(PodLayout.NodeVariable, "spec.nodeName"),
        ],
        Ports =
        [
            new V1ContainerPort { Name = "status", ContainerPort = PodLayout.StatusPort, Protocol = "TCP" },
            new V1ContainerPort { Name = "metrics", ContainerPort = PodLayout.MetricsPort, Protocol = "TCP" },
        ],
        Resources = SmallResources(),
        SecurityContext = Restricted(),
        TerminationMessagePolicy = "FallbackToLogsOnError",
        StartupProbe = ProbeSpecs.Startup(),
        LivenessProbe = ProbeSpecs.Liveness(),
        VolumeMounts =
        [
            Mount(VolumeSpecs.Run, PodLayout.RunPath),
            Mount(VolumeSpecs.SidecarTemporary, "/tmp"),
            Mount(VolumeSpecs.ServerCertificates, PodLayout.ServerCertificates, readOnly: true),
            Mount(VolumeSpecs.Roles, PodLayout.Roles, readOnly: true),
            Mount(VolumeSpecs.ApiToken, VolumeSpecs.ApiTokenPath, readOnly: true),
        ],
    };

    private static V1SecurityContext Restricted() => new()
    {
        RunAsNonRoot = true,
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
        SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
    };

    private static V1ResourceRequirements SmallResources() => new()
    {
        Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = "25m", ["memory"] = "64Mi" },
        Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = "256Mi" },
    };

    private static V1ResourceRequirements? Resources(ResourceRequirements? wanted) => wanted is null
        ? null
        : new V1ResourceRequirements { Requests = Quantities(wanted.Requests), Limits = Quantities(wanted.Limits) };

    private static Dictionary<string, ResourceQuantity>? Quantities(Dictionary<string, string>? texts) =>
        texts?.ToDictionary(entry => entry.Key, entry => ResourceQuantity.FromWire(entry.Value));

    private static V1VolumeMount Mount(string volume, string path, bool readOnly = false) =>
        new() { Name = volume, MountPath = path, ReadOnly = readOnly ? true : null };

    private static V1EnvVar Value(string name, string value) => new() { Name = name, Value = value };

    private static V1EnvVar Field(string name, string path) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = path } },
    };
}
