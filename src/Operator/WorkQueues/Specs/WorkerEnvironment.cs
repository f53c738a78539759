using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.WorkQueue;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>What every container of a worker pod finds in its environment: libpq's variables, and the queue's.</summary>
internal static class WorkerEnvironment
{
    public static JsonArray Build(V1WorkQueue queue)
    {
        var secret = QueueNames.Secret(queue.Metadata.Name!, QueueLogin.Worker);
        var lease = DurationText.TryParse((queue.Spec.Lease ?? new QueueLeaseSpec()).Base, out var duration) ? duration : TimeSpan.Zero;

        // Not a collection expression: that adds by reflection, which trimming removes.
        return new JsonArray(
            FromSecret("PGHOST", secret, QueueSecretSpec.Host),
            FromSecret("PGPORT", secret, QueueSecretSpec.Port),
            FromSecret("PGDATABASE", secret, QueueSecretSpec.Database),
            FromSecret("PGUSER", secret, QueueSecretSpec.UserName),
            FromSecret("PGPASSWORD", secret, QueueSecretSpec.Password),
            FromSecret("PGSSLMODE", secret, QueueSecretSpec.SslMode),
            FromSecret("HOWDAH_QUEUE_URI", secret, QueueSecretSpec.Uri),
            Value("HOWDAH_QUEUE_NAME", queue.Metadata.Name!),
            Value("HOWDAH_QUEUE_SCHEMA", QueueNames.Schema(queue)),
            Value("HOWDAH_QUEUE_LEASE_SECONDS", lease.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
            new JsonObject
            {
                ["name"] = "HOWDAH_QUEUE_HOLDER",
                ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.name" } },
            });
    }

    private static JsonObject Value(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject FromSecret(string name, string secret, string key) => new()
    {
        ["name"] = name,
        ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = secret, ["key"] = key } },
    };
}
