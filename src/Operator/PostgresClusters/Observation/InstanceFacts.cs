using Howdah.HighAvailability;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>Everything seen of one instance.</summary>
internal sealed record InstanceFacts(string Name)
{
    public V1StatefulSet? StatefulSet { get; init; }

    public V1Pod? Pod { get; init; }

    public V1PersistentVolumeClaim? Volume { get; init; }

    /// <summary>Null when the agent did not answer.</summary>
    public InstanceReport? Report { get; init; }

    /// <summary>Why there is no report, or null.</summary>
    public string? Silence { get; init; }

    public bool PodIsReady => Pod?.Status?.Conditions?.Exists(condition => condition is { Type: "Ready", Status: "True" }) ?? false;

    public bool PodIsLeaving => Pod?.Metadata.DeletionTimestamp is not null;
}
