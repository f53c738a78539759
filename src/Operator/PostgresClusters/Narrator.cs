using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Operator;

namespace Howdah.Operator.PostgresClusters;

/// <summary>Tells what happens: an Event on the cluster and a line in the log for each.</summary>
internal sealed partial class Narrator(EventPublisher publisher, ILogger<Narrator> logger)
{
    private const string TroubleTopic = "trouble:";

    public void Tell(ClusterContext context, string reason, string message, bool warning = false)
    {
        publisher(context.Cluster, reason, message, warning ? EventType.Warning : EventType.Normal);
        Told(logger, warning ? LogLevel.Warning : LogLevel.Information, context.Namespace, context.Name, reason, message);
    }

    /// <summary>Tells a lasting matter once, and again when its message changes.</summary>
    public void TellOnce(ClusterContext context, string topic, string reason, string message, bool warning = true)
    {
        if (context.Memory.Told.GetValueOrDefault(topic) != message)
        {
            context.Memory.Told[topic] = message;
            Tell(context, reason, message, warning);
        }
    }

    /// <summary>The matter is settled: if it comes back, it is told again.</summary>
    public static void Settle(ClusterContext context, string topic)
    {
        if (context.Memory.HasTold)
        {
            context.Memory.Told.Remove(topic);
        }
    }

    /// <summary>Tells the troubles of this reconciliation that are new, and forgets those that are over.</summary>
    public void TellTroubles(ClusterContext context)
    {
        foreach (var trouble in context.Troubles)
        {
            TellOnce(context, TroubleTopic + trouble.Reason, trouble.Reason, trouble.Message);
        }

        if (!context.Memory.HasTold)
        {
            return;
        }

        foreach (var topic in context.Memory.Told.Keys.Where(topic => topic.StartsWith(TroubleTopic, StringComparison.Ordinal)).ToList())
        {
            if (!context.Troubles.Exists(trouble => TroubleTopic + trouble.Reason == topic))
            {
                context.Memory.Told.Remove(topic);
            }
        }
    }

    public void Transition(ClusterContext context, string from, string to, string? id, string? message) =>
        Moved(logger, context.Namespace, context.Name, from, to, id, message);

    public void Conflicted(ClusterContext context, string step, KubernetesApiException conflict) =>
        LostRace(logger, context.Namespace, context.Name, step, conflict.Message);

    [LoggerMessage(EventId = 1, Message = "{Reason}: {Message} ({Namespace}/{Name})")]
    private static partial void Told(ILogger logger, LogLevel level, string @namespace, string name, string reason, string message);

    [LoggerMessage(2, LogLevel.Information, "Moved the failover of {Namespace}/{Name} from {From} to {To}, id {FailoverId}: {Message}")]
    private static partial void Moved(ILogger logger, string @namespace, string name, string from, string to, string? failoverId, string? message);

    [LoggerMessage(3, LogLevel.Debug, "Lost a compare-and-swap on {Namespace}/{Name} in {Step}: {Message}")]
    private static partial void LostRace(ILogger logger, string @namespace, string name, string step, string message);
}
