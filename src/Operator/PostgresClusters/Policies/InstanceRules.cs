using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>The number of instances, their image, user and resources.</summary>
internal static class InstanceRules
{
    public const int Most = PostgresClusterLimits.MaxInstances;

    private const long LargestId = 4294967294;

    public static IEnumerable<SpecProblem> Check(PostgresClusterSpec spec)
    {
        if (spec.Instances is < 1 or > Most)
        {
            yield return new SpecProblem("spec.instances", $"{spec.Instances} is not possible; set it to 1 to {Most}, or delete the cluster to have none");
        }

        if (spec.Image.Length == 0 || spec.Image.Any(char.IsWhiteSpace))
        {
            yield return new SpecProblem("spec.image", $"'{spec.Image}' is not an image; name one with PostgreSQL in it, for example postgres:17");
        }

        if (spec.ImagePullPolicy is not (null or "Always" or "IfNotPresent" or "Never"))
        {
            yield return new SpecProblem("spec.imagePullPolicy", $"'{spec.ImagePullPolicy}' is unknown; use Always, IfNotPresent or Never");
        }

        foreach (var (field, id) in new[] { ("spec.postgresUid", spec.PostgresUid), ("spec.postgresGid", spec.PostgresGid) })
        {
            if (id is < 1 or > LargestId)
            {
                yield return new SpecProblem(field, $"{id} cannot run PostgreSQL, which refuses root; use the id of postgres in the image (999 in the official ones)");
            }
        }

        foreach (var problem in Synchronous(spec).Concat(Resources(spec.Resources)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<SpecProblem> Synchronous(PostgresClusterSpec spec)
    {
        if (spec.Replication?.Synchronous is not { } synchronous)
        {
            yield break;
        }

        if (synchronous.Method != "Quorum")
        {
            yield return new SpecProblem("spec.replication.synchronous.method", $"'{synchronous.Method}' is unknown; use Quorum");
        }

        if (synchronous.Number < 1)
        {
            yield return new SpecProblem(
                "spec.replication.synchronous.number", $"{synchronous.Number} is not possible; set it to 1 or more, or remove spec.replication.synchronous");
        }
        else if (synchronous.Number > spec.Instances - 1)
        {
            yield return new SpecProblem(
                "spec.replication.synchronous.number",
                $"{synchronous.Number} standbys must acknowledge, but {spec.Instances} instances have only {Math.Max(0, spec.Instances - 1)}; "
                + $"lower it, or set spec.instances to {synchronous.Number + 1} or more");
        }
    }

    private static IEnumerable<SpecProblem> Resources(ResourceRequirements? resources)
    {
        foreach (var (part, values) in new[] { ("requests", resources?.Requests), ("limits", resources?.Limits) })
        {
            foreach (var (name, text) in values ?? [])
            {
                if (!ResourceQuantity.TryParse(text, out var quantity) || quantity.Value < 0)
                {
                    yield return new SpecProblem($"spec.resources.{part}.{name}", $"'{text}' is not a quantity; write it like 500m or 2Gi");
                }
            }
        }

        foreach (var (name, text) in resources?.Requests ?? [])
        {
            if (resources?.Limits?.GetValueOrDefault(name) is { } limit
                && ResourceQuantity.TryParse(text, out var requested) && ResourceQuantity.TryParse(limit, out var limited) && requested > limited)
            {
                yield return new SpecProblem($"spec.resources.requests.{name}", $"{text} is more than the limit of {limit}; lower it, or raise the limit");
            }
        }
    }
}
