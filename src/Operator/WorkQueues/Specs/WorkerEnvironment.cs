using System.Globalization;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.WorkQueue;

namespace Howdah.Operator.WorkQueues.Specs;

/// <summary>What every container of a worker pod finds in its environment: libpq's variables or those of OpenSearch, and the queue's.</summary>
internal static class WorkerEnvironment
{
    public static JsonArray Build(V1WorkQueue queue) => queue.Spec.Backend == WorkQueueBackend.OpenSearch ? OpenSearch(queue, queue.Spec.OpenSearch!) : Postgres(queue);

    private static JsonArray Postgres(V1WorkQueue queue)
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
            Holder());
    }

    /// <summary>The variables that SearchConnection.FromEnvironment reads. Keys that the Secret does not have leave theirs unset.</summary>
    private static JsonArray OpenSearch(V1WorkQueue queue, QueueOpenSearch options)
    {
        var variables = new JsonArray(Value("OPENSEARCH_URL", options.Url));
        if (options.SecretRef is { } secret)
        {
            variables.Add((JsonNode)FromSecret("OPENSEARCH_USERNAME", secret.Name, SearchSecretKeys.UserName, isOptional: true));
            variables.Add((JsonNode)FromSecret("OPENSEARCH_PASSWORD", secret.Name, SearchSecretKeys.Password, isOptional: true));
            variables.Add((JsonNode)FromSecret("OPENSEARCH_TOKEN", secret.Name, SearchSecretKeys.Token, isOptional: true));
        }

        variables.Add((JsonNode)Value("HOWDAH_QUEUE_NAME", queue.Metadata.Name!));
        variables.Add((JsonNode)Value("HOWDAH_QUEUE_INDEX", QueueNames.Index(queue)));
        variables.Add((JsonNode)Holder());
        return variables;
    }

    private static JsonObject Holder() => new()
    {
        ["name"] = "HOWDAH_QUEUE_HOLDER",
        ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.name" } },
    };

    private static JsonObject Value(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject FromSecret(string name, string secret, string key, bool isOptional = false)
    {
        var reference = new JsonObject { ["name"] = secret, ["key"] = key };
        if (isOptional)
        {
            reference["optional"] = true;
        }

        return new JsonObject { ["name"] = name, ["valueFrom"] = new JsonObject { ["secretKeyRef"] = reference } };
    }
}
