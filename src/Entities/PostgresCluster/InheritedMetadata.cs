using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>Labels and annotations handed down to made objects.</summary>
public sealed class InheritedMetadata
{
    /// <summary>Extra labels. Those of the operator win.</summary>
    [PropertyLimits(maxProperties: 32)]
    [ValueLength(maxLength: 63)]
    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Extra annotations. Those of the operator win.</summary>
    [PropertyLimits(maxProperties: 32)]
    [ValueLength(maxLength: 4096)]
    public Dictionary<string, string>? Annotations { get; set; }
}
