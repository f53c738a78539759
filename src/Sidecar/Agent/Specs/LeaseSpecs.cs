using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Sidecar.Agent.Specs;

/// <summary>Versions of the Lease object to be written over the one that was read.</summary>
internal static class LeaseSpecs
{
    public static LeaseRecord Record(V1Lease lease) => new(
        lease.Spec?.HolderIdentity ?? "",
        TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? 0),
        lease.Metadata.ResourceVersion ?? "",
        lease.Spec?.LeaseTransitions ?? 0,
        lease.Metadata.Annotations?.GetValueOrDefault(Labels.Node));

    public static V1Lease Held(V1Lease read, AgentIdentity identity, TimeSpan duration, DateTimeOffset now)
    {
        var changesHands = read.Spec?.HolderIdentity != identity.Holder;
        var lease = Copy(read);
        lease.Metadata.Annotations![Labels.Node] = identity.Node;
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = identity.Holder,
            LeaseDurationSeconds = (int)Math.Ceiling(duration.TotalSeconds),
            AcquireTime = changesHands ? now : read.Spec?.AcquireTime ?? now,
            RenewTime = now,
            LeaseTransitions = (read.Spec?.LeaseTransitions ?? 0) + (changesHands ? 1 : 0),
        };
        return lease;
    }

    /// <summary>Given up: an empty holder.</summary>
    public static V1Lease Released(V1Lease read, DateTimeOffset now)
    {
        var lease = Copy(read);
        lease.Spec = new V1LeaseSpec
        {
            HolderIdentity = "",
            LeaseDurationSeconds = read.Spec?.LeaseDurationSeconds,
            AcquireTime = read.Spec?.AcquireTime,
            RenewTime = now,
            LeaseTransitions = read.Spec?.LeaseTransitions,
        };
        return lease;
    }

    private static V1Lease Copy(V1Lease read) => new()
    {
        ApiVersion = read.ApiVersion,
        Kind = read.Kind,
        Metadata = new V1ObjectMeta
        {
            Name = read.Metadata.Name,
            Namespace = read.Metadata.Namespace,
            Uid = read.Metadata.Uid,
            ResourceVersion = read.Metadata.ResourceVersion,
            CreationTimestamp = read.Metadata.CreationTimestamp,
            Labels = read.Metadata.Labels,
            Annotations = new Dictionary<string, string>(read.Metadata.Annotations ?? []),
            OwnerReferences = read.Metadata.OwnerReferences,
            Finalizers = read.Metadata.Finalizers,
        },
    };
}
