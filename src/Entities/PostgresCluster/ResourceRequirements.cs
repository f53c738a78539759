using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Entities.PostgresCluster;

/// <summary>What a container asks for and what it may use at most, by resource name.</summary>
public sealed class ResourceRequirements
{
    /// <summary>What the scheduler sets aside, for example <c>cpu: 500m</c>.</summary>
    [PropertyLimits(maxProperties: 16)]
    [Quantity]
    [JsonConverter(typeof(QuantityMapConverter))]
    public Dictionary<string, string>? Requests { get; set; }

    /// <summary>What the container may use at most, for example <c>memory: 1Gi</c>.</summary>
    [PropertyLimits(maxProperties: 16)]
    [Quantity]
    [JsonConverter(typeof(QuantityMapConverter))]
    public Dictionary<string, string>? Limits { get; set; }
}
