using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Volumes grow, never shrink, and keep their class.</summary>
internal static class StorageRules
{
    /// <summary>An empty PostgreSQL 17 with its first WAL segments takes about 60 MiB.</summary>
    private const string Smallest = "128Mi";

    public static IEnumerable<SpecProblem> Check(StorageSpec storage, SpecFacts facts)
    {
        if (!ResourceQuantity.TryParse(storage.Size, out var size))
        {
            yield return new SpecProblem("spec.storage.size", $"'{storage.Size}' is not a quantity; write it like 20Gi");
        }
        else if (facts.LargestVolume is { } largest && size < largest)
        {
            yield return new SpecProblem(
                "spec.storage.size", $"{storage.Size} is less than the volumes' {largest}, and volumes cannot shrink; set it to {largest} or more");
        }
        else if (size < ResourceQuantity.Parse(Smallest))
        {
            yield return new SpecProblem("spec.storage.size", $"{storage.Size} cannot hold an empty PostgreSQL; set it to {Smallest} or more");
        }

        if (storage.DeletionPolicy is not ("Retain" or "Delete"))
        {
            yield return new SpecProblem("spec.storage.deletionPolicy", $"'{storage.DeletionPolicy}' is unknown; use Retain or Delete");
        }

        if (facts.VolumeClass is { } present && storage.StorageClass is { } wanted && wanted != present)
        {
            yield return new SpecProblem(
                "spec.storage.storageClass", $"'{wanted}' is not the volumes' class, which cannot be changed; set it back to '{present}'");
        }
        else if (facts.StorageClassExists == false)
        {
            var known = facts.StorageClasses.Count > 0 ? $"use one of {string.Join(", ", facts.StorageClasses)}, or create it" : "create it";
            yield return new SpecProblem(
                "spec.storage.storageClass",
                storage.StorageClass is { } name ? $"'{name}' does not exist; {known}" : $"no StorageClass is marked as default; name one here ({known})");
        }
    }
}
