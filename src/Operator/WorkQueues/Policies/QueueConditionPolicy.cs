using Howdah.Entities.WorkQueue;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>What the conditions of a queue are judged by.</summary>
internal sealed record QueueConditionFacts
{
    public required WorkQueueSpec Spec { get; init; }

    /// <summary>What holds the items, for messages: a schema or an index with its name.</summary>
    public required string Place { get; init; }

    public IReadOnlyList<SpecProblem> Problems { get; init; } = [];

    public IReadOnlyList<Trouble> Troubles { get; init; } = [];

    public Trouble? Waiting { get; init; }

    /// <summary>The version of the schema, as last seen.</summary>
    public int? SchemaVersion { get; init; }

    public required int LatestVersion { get; init; }

    public bool DatabaseDone { get; init; }

    public QueueCounts? Counts { get; init; }

    public IReadOnlyList<HorizonHolder>? Horizon { get; init; }

    public GatewayFacts? Gateway { get; init; }
}

/// <summary>The conditions of a queue.</summary>
internal static class QueueConditionPolicy
{
    public static IReadOnlyList<QueueCondition> Of(QueueConditionFacts facts) =>
    [
        Ready(facts), SchemaMigrated(facts), BacklogPolicy.Judge(facts.Spec, facts.Counts),
        .. facts.Spec.Backend == WorkQueueBackend.OpenSearch ? Array.Empty<QueueCondition>() : [VacuumHealthy(facts.Horizon)],
        .. facts.Gateway is { } gateway ? [GatewayPolicy.Judge(gateway)] : Array.Empty<QueueCondition>(),
    ];

    private static QueueCondition Ready(QueueConditionFacts facts) => facts switch
    {
        { Problems.Count: > 0 } => QueueCondition.False(WorkQueueConditions.Ready, "InvalidSpec", SpecValidation.Summary(facts.Problems)),
        { Waiting: { } waiting } => QueueCondition.False(WorkQueueConditions.Ready, waiting.Reason, waiting.Message),
        { Troubles: [var first, ..] } => QueueCondition.False(WorkQueueConditions.Ready, first.Reason, first.Message),
        { DatabaseDone: false } => QueueCondition.Unknown(WorkQueueConditions.Ready, "NotObserved", "The items were not looked at"),
        _ => QueueCondition.True(WorkQueueConditions.Ready, "Ready", "The queue can be used"),
    };

    private static QueueCondition SchemaMigrated(QueueConditionFacts facts)
    {
        if (facts.SchemaVersion == facts.LatestVersion)
        {
            return QueueCondition.True(WorkQueueConditions.SchemaMigrated, "UpToDate", $"{facts.Place} is at version {facts.LatestVersion}");
        }

        var why = facts.Waiting ?? (facts.Troubles is [var first, ..] ? first : null);
        return QueueCondition.False(WorkQueueConditions.SchemaMigrated, why?.Reason ?? "NotYet", why?.Message ?? $"{facts.Place} has not been brought to version {facts.LatestVersion} yet");
    }

    private static QueueCondition VacuumHealthy(IReadOnlyList<HorizonHolder>? horizon)
    {
        if (horizon is null)
        {
            return QueueCondition.Unknown(WorkQueueConditions.VacuumHealthy, "NotObserved", "The server could not be looked at");
        }

        return HorizonPolicy.Worst(horizon) is { } holder
            ? QueueCondition.False(WorkQueueConditions.VacuumHealthy, "HorizonHeld", HorizonPolicy.Describe(holder))
            : QueueCondition.True(WorkQueueConditions.VacuumHealthy, "Unhindered", "Nobody keeps dead rows from being removed");
    }
}
