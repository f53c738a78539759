using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>What a claim asks for.</summary>
internal static class VolumeRequests
{
    private const string Storage = "storage";

    public static ResourceQuantity? Requested(V1PersistentVolumeClaim? claim) => Of(claim?.Spec?.Resources?.Requests);

    public static ResourceQuantity? Capacity(V1PersistentVolumeClaim? claim) => Of(claim?.Status?.Capacity);

    private static ResourceQuantity? Of(Dictionary<string, ResourceQuantity>? amounts) =>
        amounts is not null && amounts.TryGetValue(Storage, out var amount) ? amount : default(ResourceQuantity?);
}
