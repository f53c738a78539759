namespace Howdah.Kubernetes.Models;

/// <summary>Of one container.</summary>
public sealed class V1SecurityContext
{
    public long? RunAsUser { get; set; }

    public long? RunAsGroup { get; set; }

    public bool? RunAsNonRoot { get; set; }

    public bool? Privileged { get; set; }

    public bool? AllowPrivilegeEscalation { get; set; }

    public bool? ReadOnlyRootFilesystem { get; set; }

    public V1Capabilities? Capabilities { get; set; }

    public V1SeccompProfile? SeccompProfile { get; set; }
}

/// <summary>Of a whole pod.</summary>
public sealed class V1PodSecurityContext
{
    public long? RunAsUser { get; set; }

    public long? RunAsGroup { get; set; }

    public bool? RunAsNonRoot { get; set; }

    public long? FsGroup { get; set; }

    /// <summary><c>Always</c> or <c>OnRootMismatch</c>.</summary>
    public string? FsGroupChangePolicy { get; set; }

    public List<long>? SupplementalGroups { get; set; }

    public V1SeccompProfile? SeccompProfile { get; set; }

    public List<V1Sysctl>? Sysctls { get; set; }
}

public sealed class V1Capabilities
{
    public List<string>? Add { get; set; }

    public List<string>? Drop { get; set; }
}

public sealed class V1SeccompProfile
{
    /// <summary><c>RuntimeDefault</c>, <c>Unconfined</c> or <c>Localhost</c>.</summary>
    public string Type { get; set; } = "";

    public string? LocalhostProfile { get; set; }
}

public sealed class V1Sysctl
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";
}
