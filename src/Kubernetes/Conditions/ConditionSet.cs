using Howdah.Kubernetes.Entities;

namespace Howdah.Kubernetes.Conditions;

/// <summary>Writes the conditions of one object in one reconciliation, and remembers whether a status write is needed.</summary>
public sealed class ConditionSet(List<V1Condition> conditions, long? generation, TimeProvider time)
{
    /// <summary>Whether any call changed anything.</summary>
    public bool Changed { get; private set; }

    /// <inheritdoc cref="ConditionList.Set"/>
    public bool Set(string type, ConditionStatus status, string reason, string message = "")
    {
        var changed = conditions.Set(type, status, reason, message, generation, time.GetUtcNow());
        Changed |= changed;
        return changed;
    }

    public bool True(string type, string reason, string message = "") => Set(type, ConditionStatus.True, reason, message);

    public bool False(string type, string reason, string message = "") => Set(type, ConditionStatus.False, reason, message);

    public bool Unknown(string type, string reason, string message = "") => Set(type, ConditionStatus.Unknown, reason, message);

    public bool Remove(string type)
    {
        var changed = conditions.Remove(type);
        Changed |= changed;
        return changed;
    }

    /// <summary>Adds every type that is not there yet as Unknown, so that all are published from the first reconciliation on.</summary>
    public void Publish(params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (conditions.Find(type) is null)
            {
                Set(type, ConditionStatus.Unknown, "NotObserved", "Not looked at yet");
            }
        }
    }
}
