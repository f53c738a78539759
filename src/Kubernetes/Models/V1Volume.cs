namespace Howdah.Kubernetes.Models;

/// <summary>A name and exactly one source.</summary>
public sealed class V1Volume
{
    public string Name { get; set; } = "";

    public V1EmptyDirVolumeSource? EmptyDir { get; set; }

    public V1SecretVolumeSource? Secret { get; set; }

    public V1ConfigMapVolumeSource? ConfigMap { get; set; }

    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; set; }

    public V1ProjectedVolumeSource? Projected { get; set; }

    public V1DownwardApiVolumeSource? DownwardAPI { get; set; }

    public V1HostPathVolumeSource? HostPath { get; set; }
}

public sealed class V1EmptyDirVolumeSource
{
    /// <summary>Empty for disk, <c>Memory</c> for tmpfs.</summary>
    public string? Medium { get; set; }

    public ResourceQuantity? SizeLimit { get; set; }
}

public sealed class V1SecretVolumeSource
{
    public string? SecretName { get; set; }

    public List<V1KeyToPath>? Items { get; set; }

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? DefaultMode { get; set; }

    public bool? Optional { get; set; }
}

public sealed class V1ConfigMapVolumeSource
{
    public string? Name { get; set; }

    public List<V1KeyToPath>? Items { get; set; }

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? DefaultMode { get; set; }

    public bool? Optional { get; set; }
}

public sealed class V1PersistentVolumeClaimVolumeSource
{
    public string ClaimName { get; set; } = "";

    public bool? ReadOnly { get; set; }
}

public sealed class V1HostPathVolumeSource
{
    public string Path { get; set; } = "";

    public string? Type { get; set; }
}

public sealed class V1KeyToPath
{
    public string Key { get; set; } = "";

    public string Path { get; set; } = "";

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? Mode { get; set; }
}
