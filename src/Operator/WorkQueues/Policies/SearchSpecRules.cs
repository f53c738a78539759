using Howdah.Entities.WorkQueue;
using Howdah.Operator.PostgresClusters.Policies;
using Howdah.Operator.WorkQueues.Specs;
using Howdah.Search;

namespace Howdah.Operator.WorkQueues.Policies;

/// <summary>What a queue in OpenSearch can be refused for. What that backend does not have is refused rather than ignored.</summary>
internal static class SearchSpecRules
{
    private static readonly WorkQueueSpec Defaults = new();

    public static IEnumerable<SpecProblem> Check(V1WorkQueue queue, QueueOpenSearch options)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0)
        {
            yield return new SpecProblem("spec.openSearch.url", "is not an absolute http or https URL without credentials, query and fragment; credentials belong into spec.openSearch.secretRef");
        }

        if (options.SecretRef is { Name.Length: 0 })
        {
            yield return new SpecProblem("spec.openSearch.secretRef.name", "is empty; leave secretRef out for a cluster that lets anybody in");
        }

        var index = QueueNames.Index(queue);
        if (!IndexName.IsValid(index))
        {
            yield return new SpecProblem("spec.openSearch.index", $"'{index}' cannot be the name of an index: lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit");
        }
        else if (queue.Status.Index is { } present && present != index)
        {
            yield return new SpecProblem("spec.openSearch.index", $"the items are in '{present}', and that cannot be changed; go back to it, or make another WorkQueue");
        }

        if (queue.Status.Schema is { } schema)
        {
            yield return new SpecProblem("spec.backend", $"the items are in the schema '{schema}', and that cannot be changed; go back to backend Postgres, or make another WorkQueue");
        }

        foreach (var problem in Absent(queue.Spec))
        {
            yield return problem;
        }
    }

    private static IEnumerable<SpecProblem> Absent(WorkQueueSpec spec)
    {
        if (spec.Gateway is not null)
        {
            yield return new SpecProblem("spec.gateway", "spec.gateway and spec.openSearch cannot both be given: the gateway speaks to PostgreSQL only; remove one");
        }

        (string Field, bool IsGiven)[] fields =
        [
            ("spec.schema", spec.Schema is not null), ("spec.lease", spec.Lease is not null), ("spec.retries", spec.Retries is not null), ("spec.paused", spec.Paused),
            ("spec.retention", spec.Retention != Defaults.Retention), ("spec.maxPayload", spec.MaxPayload != Defaults.MaxPayload),
        ];
        foreach (var (field, _) in fields.Where(field => field.IsGiven))
        {
            yield return new SpecProblem(field, "is for backend Postgres: queues in OpenSearch have nothing of the kind; remove it");
        }
    }
}
