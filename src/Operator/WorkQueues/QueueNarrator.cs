using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Operator;

namespace Howdah.Operator.WorkQueues;

/// <summary>Tells what happens: an Event on the queue and a line in the log for each.</summary>
internal sealed partial class QueueNarrator(EventPublisher publisher, ILogger<QueueNarrator> logger)
{
    public void Tell(QueueContext context, string reason, string message, bool warning = false)
    {
        publisher(context.Queue, reason, message, warning ? EventType.Warning : EventType.Normal);
        Told(logger, warning ? LogLevel.Warning : LogLevel.Information, context.Namespace, context.Name, reason, message);
    }

    /// <summary>Tells a lasting matter once, and again when its message changes.</summary>
    public void TellOnce(QueueContext context, string topic, string reason, string message, bool warning = true)
    {
        if (context.Memory.Told.GetValueOrDefault(topic) != message)
        {
            context.Memory.Told[topic] = message;
            Tell(context, reason, message, warning);
        }
    }

    /// <summary>Tells which conditions have become another status or reason.</summary>
    public void TellTransitions(QueueContext context, IReadOnlyList<V1Condition> before, IReadOnlyList<V1Condition> after)
    {
        foreach (var condition in after)
        {
            var earlier = before.FirstOrDefault(other => other.Type == condition.Type);
            if (condition.Status == nameof(ConditionStatus.Unknown) || (earlier?.Status == condition.Status && earlier.Reason == condition.Reason)
                || (earlier is null && condition.Status == nameof(ConditionStatus.True) && condition.Type != Entities.WorkQueue.WorkQueueConditions.Ready))
            {
                continue;
            }

            Tell(context, condition.Reason, condition.Message ?? "", condition.Status == nameof(ConditionStatus.False));
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Reason}: {Message} ({Namespace}/{Name})")]
    private static partial void Told(ILogger logger, LogLevel level, string @namespace, string name, string reason, string message);
}
