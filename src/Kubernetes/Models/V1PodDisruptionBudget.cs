using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Models;

/// <summary>Kubernetes 1.21 and newer.</summary>
[KubernetesEntity(Group = "policy", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
public sealed class V1PodDisruptionBudget : KubernetesObject
{
    public V1PodDisruptionBudgetSpec? Spec { get; set; }

    public V1PodDisruptionBudgetStatus? Status { get; set; }
}

/// <summary>The same thing up to Kubernetes 1.24.</summary>
[KubernetesEntity(Group = "policy", ApiVersion = "v1beta1", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
public sealed class V1Beta1PodDisruptionBudget : KubernetesObject
{
    public V1PodDisruptionBudgetSpec? Spec { get; set; }

    public V1PodDisruptionBudgetStatus? Status { get; set; }
}

public sealed class V1PodDisruptionBudgetSpec
{
    public IntOrString? MinAvailable { get; set; }

    public IntOrString? MaxUnavailable { get; set; }

    public V1LabelSelector? Selector { get; set; }
}

public sealed class V1PodDisruptionBudgetStatus
{
    public long? ObservedGeneration { get; set; }

    public int DisruptionsAllowed { get; set; }

    public int CurrentHealthy { get; set; }

    public int DesiredHealthy { get; set; }

    public int ExpectedPods { get; set; }
}
