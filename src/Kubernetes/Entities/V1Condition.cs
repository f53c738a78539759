namespace Howdah.Kubernetes.Entities;

/// <summary>A standard condition (Kubernetes API conventions, "Typical status properties").</summary>
public sealed class V1Condition
{
    /// <summary>CamelCase name, the list-map key.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    public long? ObservedGeneration { get; set; }

    /// <summary>Changes only when <see cref="Status"/> changes.</summary>
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>CamelCase, never empty.</summary>
    public string Reason { get; set; } = "";

    public string Message { get; set; } = "";
}
