using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>What phase and conditions are made of.</summary>
internal sealed record ConditionFacts
{
    public required V1PostgresCluster Cluster { get; init; }

    public required ClusterState State { get; init; }

    public required ClusterSnapshot Snapshot { get; init; }

    /// <summary>As they will be written.</summary>
    public required IReadOnlyList<InstanceStatus> Members { get; init; }

    public IReadOnlyList<SpecProblem> Problems { get; init; } = [];

    public IReadOnlyList<Trouble> Troubles { get; init; } = [];

    /// <summary>What is being changed, or null.</summary>
    public Activity? Activity { get; init; }

    public bool Paused { get; init; }

    /// <summary>Why the volumes cannot form a cluster, or null.</summary>
    public string? ForeignVolumes { get; init; }

    public bool IsInitialized => State is { CurrentPrimary: not null, SystemIdentifier: not null };

    public bool IsFailingOver => State.Failover.State != FailoverState.Stable;

    /// <summary>With an invalid specification the instances that exist are those that are wanted.</summary>
    public int Wanted => Problems.Count > 0 ? Members.Count : Cluster.Spec.Instances;

    public int ReadyCount => Members.Count(member => member.Ready == true);

    public bool PrimaryIsReady => Members.Any(member => member.Name == State.CurrentPrimary && member.Ready == true);

    public IReadOnlyList<string> FencedMembers => [.. Members.Select(member => member.Name).Where(State.Fenced.Contains)];
}
