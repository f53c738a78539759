using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>What a change of a specification can be refused for, from the two versions of the object alone.</summary>
internal static class ChangeRules
{
    /// <summary>Problems of the new version that the old one did not have.</summary>
    /// <param name="before">As it is stored.</param>
    /// <param name="after">As it is to be.</param>
    public static IReadOnlyList<SpecProblem> Introduced(V1PostgresCluster before, V1PostgresCluster after) =>
        [.. Check(before, after).Except(SpecValidation.Check(before, FactsOf(before)))];

    /// <summary>Whether the user asks for anything else than before.</summary>
    public static bool IsSameSpec(V1PostgresCluster before, V1PostgresCluster after) => JsonNode.DeepEquals(
        JsonSerializer.SerializeToNode(before.Spec, EntitiesJsonContext.Default.PostgresClusterSpec),
        JsonSerializer.SerializeToNode(after.Spec, EntitiesJsonContext.Default.PostgresClusterSpec));

    private static IEnumerable<SpecProblem> Check(V1PostgresCluster before, V1PostgresCluster after)
    {
        var facts = FactsOf(before);
        foreach (var problem in SpecValidation.Check(after, facts))
        {
            yield return problem;
        }

        if (!facts.Initialized)
        {
            yield break;
        }

        if (before.Spec.Storage.StorageClass is null != after.Spec.Storage.StorageClass is null)
        {
            yield return new SpecProblem(
                "spec.storage.storageClass",
                "cannot be changed, because volumes stay in the class they were made in; "
                + (before.Spec.Storage.StorageClass is { } present ? $"set it back to '{present}'" : "remove the field again"));
        }

        if (!JsonNode.DeepEquals(Json(before.Spec.Bootstrap), Json(after.Spec.Bootstrap)))
        {
            yield return new SpecProblem(
                "spec.bootstrap", "cannot be changed, because it says how the first instance came to be; set it back, or make another cluster");
        }
    }

    /// <summary>Before there is a database every volume can still be made otherwise.</summary>
    private static SpecFacts FactsOf(V1PostgresCluster before) => before.Status?.SystemIdentifier is null
        ? SpecFacts.None
        : new SpecFacts
        {
            Initialized = true,
            LargestVolume = ResourceQuantity.TryParse(before.Spec.Storage.Size, out var size) ? size : default(ResourceQuantity?),
            VolumeClass = before.Spec.Storage.StorageClass,
        };

    private static JsonNode? Json(BootstrapSpec? bootstrap) =>
        bootstrap is null ? null : JsonSerializer.SerializeToNode(bootstrap, EntitiesJsonContext.Default.BootstrapSpec);
}
