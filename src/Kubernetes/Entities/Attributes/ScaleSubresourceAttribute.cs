namespace Howdah.Kubernetes.Entities.Attributes;

/// <summary>Turns the scale subresource on: <c>kubectl scale</c> and autoscalers work on the kind.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ScaleSubresourceAttribute(string specReplicasPath, string statusReplicasPath, string? labelSelectorPath = null) : Attribute
{
    /// <summary>JSON path below the object, for example <c>.spec.replicas</c>.</summary>
    public string SpecReplicasPath { get; } = specReplicasPath;

    public string StatusReplicasPath { get; } = statusReplicasPath;

    public string? LabelSelectorPath { get; } = labelSelectorPath;
}
