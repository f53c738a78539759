namespace Howdah.Operator;

/// <summary>What the operator is told by its environment; the chart sets it.</summary>
internal sealed record OperatorOptions
{
    /// <summary>The howdah image, of which the sidecar and the init container of every instance are made.</summary>
    public required string SidecarImage { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c> for that image.</summary>
    public string SidecarImagePullPolicy { get; init; } = "IfNotPresent";
}
