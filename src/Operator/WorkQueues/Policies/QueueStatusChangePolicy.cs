using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Json;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>Whether a status is worth a write: every write wakes everybody who watches the queue.</summary>
internal static class QueueStatusChangePolicy
{
    /// <summary>Numbers that have changed much are written no more often than this.</summary>
    public static readonly TimeSpan MuchEvery = TimeSpan.FromSeconds(3);

    /// <summary>Numbers that have changed at all.</summary>
    public static readonly TimeSpan AnyEvery = TimeSpan.FromSeconds(30);

    private const double Much = 0.1;

    private static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default);

    private static readonly string[] Numbers = ["ready", "leased", "delayed", "completed", "dead", "oldestReadyAge", "throughput"];

    public static bool NeedsWrite(WorkQueueStatus before, WorkQueueStatus after, TimeSpan sinceWritten)
    {
        var (old, wanted) = (ToJson(before), ToJson(after));
        if (JsonNode.DeepEquals(old, wanted))
        {
            return false;
        }

        return sinceWritten >= AnyEvery
            || !JsonNode.DeepEquals(WithoutNumbers(old), WithoutNumbers(wanted))
            || (sinceWritten >= MuchEvery && Numbers.Any(number => DiffersMuch(old[number], wanted[number])));
    }

    /// <summary>A copy that can be compared with, or changed.</summary>
    public static WorkQueueStatus Copy(WorkQueueStatus status) => ToJson(status).Deserialize(Json.TypeInfo<WorkQueueStatus>())!;

    /// <summary>From nothing to something or back, or by more than a tenth.</summary>
    private static bool DiffersMuch(JsonNode? before, JsonNode? after)
    {
        var (old, wanted) = (Number(before), Number(after));
        return old == 0 != (wanted == 0) || Math.Abs(wanted - old) > Much * Math.Max(Math.Abs(old), Math.Abs(wanted));
    }

    private static double Number(JsonNode? node) => node is null ? 0 : (double)node;

    private static JsonObject ToJson(WorkQueueStatus status) => JsonSerializer.SerializeToNode(status, Json.TypeInfo<WorkQueueStatus>())!.AsObject();

    private static JsonObject WithoutNumbers(JsonObject status)
    {
        var rest = status.DeepClone().AsObject();
        foreach (var number in Numbers)
        {
            rest.Remove(number);
        }

        return rest;
    }
}
