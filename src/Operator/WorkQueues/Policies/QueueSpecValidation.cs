using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Howdah.Entities;
using Howdah.Entities.WorkQueue;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>
/// Everything a WorkQueue's specification can be refused for, by field and with the remedy. The CRD refuses much of it at the API server already; a server
/// that drops CEL rules, or a CRD of another version, does not.
/// </summary>
internal static partial class QueueSpecValidation
{
    private static readonly string[] TakenSchemas = ["public", "information_schema"];

    public static IReadOnlyList<SpecProblem> Check(V1WorkQueue queue) =>
        [.. Name(queue), .. Backend(queue.Spec), .. Place(queue), .. Lease(queue.Spec), .. Retries(queue.Spec), .. Sizes(queue.Spec), .. Workers(queue.Spec.Workers), .. Gateway(queue.Spec.Gateway)];

    private static IEnumerable<SpecProblem> Name(V1WorkQueue queue)
    {
        var name = queue.Metadata.Name ?? "";
        if (name.Length > WorkQueueLimits.NameLength || !IsWhole(Label(), name))
        {
            yield return new SpecProblem(
                "metadata.name", $"'{name}' is not 1 to {WorkQueueLimits.NameLength} lower-case letters, digits and '-', beginning with a letter");
        }
    }

    private static IEnumerable<SpecProblem> Backend(WorkQueueSpec spec)
    {
        if (spec.OpenSearch is not null && (spec.Cluster is not null || spec.Connection is not null))
        {
            var other = spec.Cluster is not null ? "spec.cluster" : "spec.connection";
            yield return new SpecProblem("spec.openSearch", $"{other} and spec.openSearch cannot both be given: they belong to different backends; remove one");
        }
        else if (spec.Backend == WorkQueueBackend.OpenSearch)
        {
            if (spec.OpenSearch is null)
            {
                yield return spec.Cluster is not null || spec.Connection is not null
                    ? new SpecProblem("spec.backend", "backend OpenSearch takes spec.openSearch, not spec.cluster or spec.connection")
                    : new SpecProblem("spec.openSearch", "must be given for backend OpenSearch: the URL of the cluster");
            }
        }
        else if (spec.Backend != WorkQueueBackend.Postgres)
        {
            yield return new SpecProblem("spec.backend", $"'{spec.Backend}' is neither Postgres nor OpenSearch");
        }
        else if (spec.OpenSearch is not null)
        {
            yield return new SpecProblem("spec.openSearch", "is for backend OpenSearch; remove it, or say backend: OpenSearch");
        }
        else if (spec.Cluster is null == spec.Connection is null)
        {
            yield return new SpecProblem(
                "spec", spec.Cluster is null
                    ? "exactly one of spec.cluster and spec.connection must be given; there is neither"
                    : "exactly one of spec.cluster and spec.connection must be given; remove one");
        }
    }

    private static IEnumerable<SpecProblem> Place(V1WorkQueue queue) => queue.Spec switch
    {
        { Backend: WorkQueueBackend.OpenSearch, OpenSearch: { } options } => SearchSpecRules.Check(queue, options),
        { Backend: WorkQueueBackend.OpenSearch } => [],
        _ => Schema(queue),
    };

    private static IEnumerable<SpecProblem> Schema(V1WorkQueue queue)
    {
        if (queue.Status.Index is { } index)
        {
            yield return new SpecProblem("spec.backend", $"the items are in the index '{index}', and that cannot be changed; go back to backend OpenSearch, or make another WorkQueue");
        }

        var schema = QueueNames.Schema(queue);
        if (schema.Length > WorkQueueLimits.SchemaLength || !IsWhole(Identifier(), schema))
        {
            yield return new SpecProblem("spec.schema", $"a schema's name is 1 to {WorkQueueLimits.SchemaLength} lower-case letters, digits and '_', beginning with a letter or '_'");
        }
        else if (TakenSchemas.Contains(schema) || schema.StartsWith("pg_", StringComparison.Ordinal) || schema.StartsWith("howdah_", StringComparison.Ordinal))
        {
            yield return new SpecProblem("spec.schema", $"'{schema}' is reserved; choose another");
        }
        else if (queue.Status.Schema is { } present && present != schema)
        {
            yield return new SpecProblem("spec.schema", $"the items are in '{present}', and that cannot be changed; go back to it, or make another WorkQueue");
        }
    }

    private static IEnumerable<SpecProblem> Lease(WorkQueueSpec spec)
    {
        var lease = spec.Lease ?? new QueueLeaseSpec();
        if (lease.Mode is not ("Renewable" or "Doubling"))
        {
            yield return new SpecProblem("spec.lease.mode", $"'{lease.Mode}' is neither Renewable nor Doubling");
        }

        if (lease.ExponentCap is < 0 or > 30)
        {
            yield return new SpecProblem("spec.lease.exponentCap", "is not between 0 and 30");
        }

        foreach (var problem in Positive("spec.lease.base", lease.Base).Concat(Positive("spec.lease.max", lease.Max)).Concat(Positive("spec.lease.runMax", lease.RunMax)))
        {
            yield return problem;
        }

        if (DurationText.TryParse(lease.Base, out var first) && DurationText.TryParse(lease.Max, out var most) && first > most)
        {
            yield return new SpecProblem("spec.lease.base", "is longer than spec.lease.max; shorten it, or lengthen the other");
        }
    }

    private static IEnumerable<SpecProblem> Retries(WorkQueueSpec spec)
    {
        var retries = spec.Retries ?? new QueueRetrySpec();
        if (retries.MaxAttempts is < 1)
        {
            yield return new SpecProblem("spec.retries.maxAttempts", "must be at least 1; leave it out for no limit");
        }

        foreach (var problem in Parsed("spec.retries.backoffBase", retries.BackoffBase).Concat(Parsed("spec.retries.backoffMax", retries.BackoffMax)))
        {
            yield return problem;
        }

        if (DurationText.TryParse(retries.BackoffBase, out var first) && DurationText.TryParse(retries.BackoffMax, out var most) && first > most)
        {
            yield return new SpecProblem("spec.retries.backoffBase", "is longer than spec.retries.backoffMax; shorten it, or lengthen the other");
        }
    }

    private static IEnumerable<SpecProblem> Sizes(WorkQueueSpec spec)
    {
        foreach (var problem in Parsed("spec.retention", spec.Retention))
        {
            yield return problem;
        }

        if (QueueSettings.Bytes(spec.MaxPayload) is null)
        {
            yield return new SpecProblem("spec.maxPayload", $"'{spec.MaxPayload}' is not a quantity of bytes from 1 to 255Mi");
        }

        if (spec.DeletionPolicy is not ("Retain" or "Delete"))
        {
            yield return new SpecProblem("spec.deletionPolicy", $"'{spec.DeletionPolicy}' is neither Retain nor Delete");
        }
    }

    private static IEnumerable<SpecProblem> Workers(QueueWorkersSpec? workers)
    {
        if (workers is null)
        {
            yield break;
        }

        if (workers.Min < 0 || workers.Max < 1 || workers.Max > WorkQueueLimits.MaxWorkers || workers.Min > workers.Max)
        {
            yield return new SpecProblem("spec.workers.min", $"min and max must be 0 <= min <= max, and max between 1 and {WorkQueueLimits.MaxWorkers}");
        }

        if (workers.Target < 1)
        {
            yield return new SpecProblem("spec.workers.target", "must be at least 1");
        }

        foreach (var problem in Positive("spec.workers.maxAge", workers.MaxAge).Concat(Parsed("spec.workers.scaleDownDelay", workers.ScaleDownDelay)))
        {
            yield return problem;
        }

        if (workers.Template["spec"] is not JsonObject pod || pod["containers"] is not JsonArray { Count: > 0 } containers || !containers.All(container => container is JsonObject))
        {
            yield return new SpecProblem("spec.workers.template", "needs a spec with at least one container");
        }
    }

    private static IEnumerable<SpecProblem> Gateway(QueueGatewaySpec? gateway)
    {
        if (gateway is null)
        {
            yield break;
        }

        if (gateway.Replicas is < 1 or > WorkQueueLimits.MaxGateways)
        {
            yield return new SpecProblem("spec.gateway.replicas", $"is not between 1 and {WorkQueueLimits.MaxGateways}; remove spec.gateway for none");
        }

        if (gateway.Connections is < WorkQueueLimits.MinGatewayConnections or > WorkQueueLimits.MaxGatewayConnections)
        {
            yield return new SpecProblem(
                "spec.gateway.connections", $"is not between {WorkQueueLimits.MinGatewayConnections} and {WorkQueueLimits.MaxGatewayConnections}");
        }

        if (gateway.TokenSecretRef is { } tokens && (tokens.Name.Length == 0 || tokens.Key.Length == 0))
        {
            yield return new SpecProblem("spec.gateway.tokenSecretRef.name", "a name and a key are needed; leave tokenSecretRef out for tokens that the operator makes");
        }

        if (gateway.TlsSecretRef is { Name.Length: 0 })
        {
            yield return new SpecProblem("spec.gateway.tlsSecretRef.name", "is empty; leave tlsSecretRef out for plain HTTP");
        }
    }

    private static IEnumerable<SpecProblem> Parsed(string field, string? text)
    {
        if (text is not null && !DurationText.TryParse(text, out _))
        {
            yield return new SpecProblem(field, $"'{text}' is not a length of time such as 90s, 1h30m or 7d");
        }
    }

    private static IEnumerable<SpecProblem> Positive(string field, string? text) =>
        DurationText.TryParse(text, out var duration) && duration == TimeSpan.Zero ? [new SpecProblem(field, "must be longer than nothing")] : Parsed(field, text);

    /// <summary>The end of a pattern also stands before a last line feed.</summary>
    private static bool IsWhole(Regex pattern, string text) => pattern.Match(text) is { Success: true } match && match.Length == text.Length;

    [GeneratedRegex(WorkQueueLimits.NamePattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(WorkQueueLimits.SchemaPattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();
}
