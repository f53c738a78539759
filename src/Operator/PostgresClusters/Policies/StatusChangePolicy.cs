using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Kubernetes.Json;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Whether a status is worth a write: every write wakes everybody who watches the cluster.</summary>
internal static class StatusChangePolicy
{
    /// <summary>Positions and lag change all the time; they are written this often when nothing else changes.</summary>
    public static readonly TimeSpan NumbersEvery = TimeSpan.FromSeconds(30);

    private static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default);

    private static readonly string[] Numbers = ["receivedLsn", "replayedLsn", "lagBytes", "lagSeconds"];

    public static bool NeedsWrite(PostgresClusterStatus before, PostgresClusterStatus after, bool numbersAreOld)
    {
        var (old, wanted) = (ToJson(before), ToJson(after));
        if (JsonNode.DeepEquals(old, wanted))
        {
            return false;
        }

        return numbersAreOld || !JsonNode.DeepEquals(WithoutNumbers(old), WithoutNumbers(wanted));
    }

    /// <summary>A copy that can be compared with, or changed.</summary>
    public static PostgresClusterStatus Copy(PostgresClusterStatus status) =>
        ToJson(status).Deserialize(Json.TypeInfo<PostgresClusterStatus>())!;

    private static JsonObject ToJson(PostgresClusterStatus status) =>
        JsonSerializer.SerializeToNode(status, Json.TypeInfo<PostgresClusterStatus>())!.AsObject();

    private static JsonObject WithoutNumbers(JsonObject status)
    {
        foreach (var member in status["members"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            foreach (var number in Numbers)
            {
                member.Remove(number);
            }

            if ((string?)member["state"] is nameof(InstanceState.Cloning) or nameof(InstanceState.Rewinding) or nameof(InstanceState.Initializing))
            {
                // How far it is.
                member.Remove("message");
            }
        }

        return status;
    }
}
