using Howdah.Kubernetes.Conditions;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>A condition as it ought to be written.</summary>
internal sealed record QueueCondition(string Type, ConditionStatus Status, string Reason, string Message)
{
    public static QueueCondition True(string type, string reason, string message) => new(type, ConditionStatus.True, reason, message);

    public static QueueCondition False(string type, string reason, string message) => new(type, ConditionStatus.False, reason, message);

    public static QueueCondition Unknown(string type, string reason, string message) => new(type, ConditionStatus.Unknown, reason, message);
}
