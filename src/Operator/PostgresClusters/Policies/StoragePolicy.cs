using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>A volume as it is.</summary>
/// <param name="Claim">The PersistentVolumeClaim's name.</param>
/// <param name="Requested">What it asks for.</param>
/// <param name="Class">Its storage class; null: none.</param>
/// <param name="Expandable">Whether the class allows growth; null: not known yet.</param>
internal sealed record VolumeFacts(string Claim, ResourceQuantity Requested, string? Class, bool? Expandable);

/// <param name="Grow">Claims to be patched to the wanted size.</param>
/// <param name="Problem">Why some cannot grow, and the remedy; or null.</param>
internal sealed record StorageDecision(IReadOnlyList<string> Grow, string? Problem);

/// <summary>Volumes grow where their class lets them, and never shrink.</summary>
internal static class StoragePolicy
{
    public static StorageDecision Decide(ResourceQuantity wanted, IReadOnlyList<VolumeFacts> volumes)
    {
        var small = volumes.Where(volume => volume.Requested < wanted).ToList();
        var fixedSize = small.Where(volume => volume.Expandable == false).ToList();
        return new StorageDecision(
            [.. small.Where(volume => volume.Expandable == true).Select(volume => volume.Claim)],
            fixedSize.Count == 0
                ? null
                : $"spec.storage.size: {string.Join(", ", fixedSize.Select(volume => volume.Claim))} cannot grow to {wanted}, because StorageClass "
                    + $"{fixedSize[0].Class ?? "(none)"} does not set allowVolumeExpansion; set it, or set the size back to {fixedSize[0].Requested}");
    }
}
