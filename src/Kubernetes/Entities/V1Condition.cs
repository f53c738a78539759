using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Entities;

/// <summary>A standard condition (Kubernetes API conventions, "Typical status properties").</summary>
public sealed class V1Condition
{
    /// <summary>CamelCase name; one condition of each type.</summary>
    [Required]
    [Length(1, 316)]
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Required]
    [EnumValues("True", "False", "Unknown")]
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation of the specification that this was seen for.</summary>
    [RangeMinimum(0)]
    public long? ObservedGeneration { get; set; }

    /// <summary>Changes only when <see cref="Status"/> changes.</summary>
    [Required]
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>CamelCase, never empty.</summary>
    [Required]
    [Length(1, 1024)]
    public string Reason { get; set; } = "";

    /// <summary>For people.</summary>
    [Required]
    [Length(maxLength: 32768)]
    public string Message { get; set; } = "";
}
