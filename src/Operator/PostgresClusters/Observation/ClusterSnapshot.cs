using Howdah.HighAvailability;
using Howdah.HighAvailability.Lease;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>What was seen of a cluster at the beginning of a reconciliation.</summary>
internal sealed record ClusterSnapshot
{
    /// <summary>By name: members, and whatever else carries the cluster's label.</summary>
    public required IReadOnlyDictionary<string, InstanceFacts> Instances { get; init; }

    public required LeaseView Lease { get; init; }

    /// <summary>The Lease as last read; null when there is none.</summary>
    public LeaseRecord? LeaseRecord { get; init; }

    /// <summary>How long until the lease, if nobody renews it, is expired.</summary>
    public TimeSpan LeaseRemaining { get; init; }

    /// <summary>The operator's own, by name; not the user's.</summary>
    public IReadOnlyDictionary<string, V1Secret> Secrets { get; init; } = new Dictionary<string, V1Secret>();

    /// <summary>Wall clock at the beginning.</summary>
    public required DateTimeOffset Now { get; init; }

    public string? LeaseHolder => LeaseRecords.Instance(LeaseRecord);

    public IReadOnlyList<InstanceReport> Reports => [.. Instances.Values.Select(instance => instance.Report).OfType<InstanceReport>()];

    public InstanceFacts? Instance(string? name) => name is null ? null : Instances.GetValueOrDefault(name);

    public InstanceReport? Report(string? name) => Instance(name)?.Report;
}
