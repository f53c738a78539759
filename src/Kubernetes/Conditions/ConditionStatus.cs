namespace Howdah.Kubernetes.Conditions;

/// <summary>The three values of a condition; the names are the wire format.</summary>
public enum ConditionStatus
{
    Unknown,
    False,
    True,
}
