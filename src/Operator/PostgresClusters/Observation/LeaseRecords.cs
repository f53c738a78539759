using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>A Lease as the high-availability decisions see it.</summary>
internal static class LeaseRecords
{
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);

    public static LeaseRecord? From(V1Lease? lease) => lease is null
        ? null
        : new LeaseRecord(
            lease.Spec?.HolderIdentity ?? "",
            lease.Spec?.LeaseDurationSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : DefaultDuration,
            lease.Metadata.ResourceVersion ?? "",
            lease.Spec?.LeaseTransitions ?? 0,
            lease.Metadata.Annotations?.GetValueOrDefault(Labels.Node) ?? lease.Metadata.Labels?.GetValueOrDefault(Labels.Node));

    /// <summary>The instance of a holder identity <c>INSTANCE_PODUID</c>; null when nobody holds the lease.</summary>
    public static string? Instance(LeaseRecord? record)
    {
        if (record is null || record.Holder.Length == 0)
        {
            return null;
        }

        var separator = record.Holder.LastIndexOf('_');
        return separator > 0 ? record.Holder[..separator] : record.Holder;
    }
}
