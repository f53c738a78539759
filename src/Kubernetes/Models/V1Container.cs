namespace Howdah.Kubernetes.Models;

public sealed class V1Container
{
    public string Name { get; set; } = "";

    public string? Image { get; set; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; set; }

    public List<string>? Command { get; set; }

    public List<string>? Args { get; set; }

    public string? WorkingDir { get; set; }

    public List<V1EnvVar>? Env { get; set; }

    public List<V1EnvFromSource>? EnvFrom { get; set; }

    public List<V1ContainerPort>? Ports { get; set; }

    public V1ResourceRequirements? Resources { get; set; }

    public List<V1VolumeMount>? VolumeMounts { get; set; }

    public V1Probe? StartupProbe { get; set; }

    public V1Probe? LivenessProbe { get; set; }

    public V1Probe? ReadinessProbe { get; set; }

    public V1Lifecycle? Lifecycle { get; set; }

    public V1SecurityContext? SecurityContext { get; set; }

    /// <summary><c>Always</c> on an init container makes it a native sidecar (Kubernetes 1.29).</summary>
    public string? RestartPolicy { get; set; }

    public string? TerminationMessagePath { get; set; }

    public string? TerminationMessagePolicy { get; set; }
}

public sealed class V1ContainerPort
{
    public string? Name { get; set; }

    public int ContainerPort { get; set; }

    public int? HostPort { get; set; }

    public string? Protocol { get; set; }
}

public sealed class V1VolumeMount
{
    public string Name { get; set; } = "";

    public string MountPath { get; set; } = "";

    public string? SubPath { get; set; }

    public bool? ReadOnly { get; set; }
}

public sealed class V1ResourceRequirements
{
    public Dictionary<string, ResourceQuantity>? Requests { get; set; }

    public Dictionary<string, ResourceQuantity>? Limits { get; set; }
}
