using Howdah.Entities;
using Howdah.Entities.WorkQueue;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Whether items are taken in time.</summary>
internal static class BacklogPolicy
{
    /// <summary>For queues that say nothing about it.</summary>
    public static readonly TimeSpan DefaultAge = TimeSpan.FromHours(1);

    /// <summary>Twice the age at which workers are added, so that adding them has a chance.</summary>
    public static TimeSpan Limit(WorkQueueSpec spec) => DurationText.TryParse(spec.Workers?.MaxAge, out var age) ? 2 * age : DefaultAge;

    public static QueueCondition Judge(WorkQueueSpec spec, QueueCounts? counts) => counts switch
    {
        null => QueueCondition.Unknown(WorkQueueConditions.BacklogHealthy, "NotObserved", "The queue could not be looked at"),
        { Dead: > 0 } => QueueCondition.False(
            WorkQueueConditions.BacklogHealthy, "DeadItems", "Items were given up; list_dead() shows why, redrive() puts them back, discard_dead() removes them"),
        { Paused: true } => QueueCondition.True(WorkQueueConditions.BacklogHealthy, "Paused", "Nothing is handed out while the queue is paused"),
        _ when counts.OldestAge > Limit(spec) => QueueCondition.False(
            WorkQueueConditions.BacklogHealthy, "ItemsWait", $"The oldest ready item has waited for more than {Limit(spec)}; add workers, or find out what they are busy with"),
        _ => QueueCondition.True(WorkQueueConditions.BacklogHealthy, "InTime", "Items are taken in time"),
    };
}
