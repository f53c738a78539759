namespace Howdah.Kubernetes.Models;

public sealed class V1ProjectedVolumeSource
{
    public List<V1VolumeProjection>? Sources { get; set; }

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? DefaultMode { get; set; }
}

/// <summary>Exactly one member is set.</summary>
public sealed class V1VolumeProjection
{
    public V1KeyProjection? Secret { get; set; }

    public V1KeyProjection? ConfigMap { get; set; }

    public V1DownwardApiVolumeSource? DownwardAPI { get; set; }

    public V1ServiceAccountTokenProjection? ServiceAccountToken { get; set; }
}

/// <summary>Keys of one Secret or ConfigMap.</summary>
public sealed class V1KeyProjection
{
    public string? Name { get; set; }

    public List<V1KeyToPath>? Items { get; set; }

    public bool? Optional { get; set; }
}

public sealed class V1ServiceAccountTokenProjection
{
    public string Path { get; set; } = "";

    public string? Audience { get; set; }

    public long? ExpirationSeconds { get; set; }
}

public sealed class V1DownwardApiVolumeSource
{
    public List<V1DownwardApiVolumeFile>? Items { get; set; }

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? DefaultMode { get; set; }
}

public sealed class V1DownwardApiVolumeFile
{
    public string Path { get; set; } = "";

    public V1ObjectFieldSelector? FieldRef { get; set; }

    public V1ResourceFieldSelector? ResourceFieldRef { get; set; }

    /// <summary>File mode as a decimal number: 256 is 0400.</summary>
    public int? Mode { get; set; }
}
