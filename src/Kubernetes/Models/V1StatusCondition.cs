namespace Howdah.Kubernetes.Models;

/// <summary>A condition in the status of a built-in kind; older kinds leave reason and times out.</summary>
public sealed class V1StatusCondition
{
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "";

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public DateTimeOffset? LastTransitionTime { get; set; }
}
