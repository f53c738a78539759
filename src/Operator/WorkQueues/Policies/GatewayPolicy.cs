using Howdah.Entities.WorkQueue;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>What was seen of the gateway.</summary>
/// <param name="Desired">Pods asked for; 0 while there is no Deployment.</param>
/// <param name="Ready">Pods that are ready.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Missing">What the gateway needs and a person has to make; null: nothing.</param>
/// <param name="PodTrouble">Why a pod does not run; null: not known.</param>
internal sealed record GatewayFacts(int Desired, int Ready, string Address, Trouble? Missing, string? PodTrouble);

/// <summary>Whether clients are served.</summary>
internal static class GatewayPolicy
{
    public static QueueCondition Judge(GatewayFacts facts) => facts switch
    {
        { Ready: > 0 } when facts.Ready >= facts.Desired && facts.Missing is null => QueueCondition.True(
            WorkQueueConditions.GatewayReady, "Ready", $"{facts.Ready} of {facts.Desired} gateways serve {facts.Address}"),
        { Ready: > 0 } => QueueCondition.True(WorkQueueConditions.GatewayReady, "SomeNotReady", $"{facts.Ready} of {facts.Desired} gateways serve {facts.Address}{Why(facts)}"),
        { Missing: { } missing } => QueueCondition.False(WorkQueueConditions.GatewayReady, missing.Reason, missing.Message),
        { Desired: 0 } => QueueCondition.False(WorkQueueConditions.GatewayReady, "NotMade", "There is no gateway yet: it is made once its role can log in to the database"),
        _ => QueueCondition.False(WorkQueueConditions.GatewayReady, "NoneReady", $"None of {facts.Desired} gateways is ready{Why(facts)}"),
    };

    private static string Why(GatewayFacts facts) => (facts.Missing?.Message ?? facts.PodTrouble) is { } why ? $": {why}" : "";
}
