using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>A permission to restart.</summary>
public sealed class RestartStatus
{
    /// <summary>The instance that may restart.</summary>
    [Length(maxLength: 63)]
    public string Instance { get; set; } = "";

    /// <summary>The configuration hash it is to run with.</summary>
    [Length(maxLength: 128)]
    public string ConfigHash { get; set; } = "";
}
