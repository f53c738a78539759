using Howdah.HighAvailability;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>Which Services an instance is in, as its pod's label says it.</summary>
internal static class RoleLabelPolicy
{
    /// <summary>One of <see cref="Labels.Primary"/>, <see cref="Labels.Standby"/>, <see cref="Labels.Unhealthy"/>.</summary>
    public static string RoleOf(InstanceFacts instance, ClusterState cluster, ClusterSnapshot snapshot)
    {
        if (cluster.Fenced.Contains(instance.Name) || instance.Pod is null)
        {
            return Labels.Unhealthy;
        }

        return instance.Report is { } report ? OfReport(report, cluster, snapshot) : OfSilence(instance, cluster, snapshot);
    }

    private static string OfReport(InstanceReport report, ClusterState cluster, ClusterSnapshot snapshot)
    {
        if (cluster.SystemIdentifier is { } identifier && report.SystemIdentifier != identifier)
        {
            return Labels.Unhealthy;
        }

        return report.Role switch
        {
            InstanceRole.Primary => IsThePrimary(report, cluster, snapshot) ? Labels.Primary : Labels.Unhealthy,
            InstanceRole.Standby => IsStandbyInOrder(report, cluster) ? Labels.Standby : Labels.Unhealthy,
            _ => Labels.Unhealthy,
        };
    }

    /// <summary>The winner of an election is the primary as soon as it says so with the lease; the record follows.</summary>
    private static bool IsThePrimary(InstanceReport report, ClusterState cluster, ClusterSnapshot snapshot)
    {
        if (report is not { State: InstanceState.Running, HoldsLease: true })
        {
            return false;
        }

        var elected = cluster.Failover.State == FailoverState.PromotingNewPrimary && cluster.Failover.To == report.Name
            && snapshot.LeaseHolder == report.Name && report.Timeline > (cluster.Timeline ?? 0);
        var replaced = cluster.Failover.State == FailoverState.PromotingNewPrimary && cluster.Failover.From == report.Name;
        return elected || (cluster.CurrentPrimary == report.Name && !replaced);
    }

    /// <summary>While the role moves nobody streams; standbys go on answering reads.</summary>
    private static bool IsStandbyInOrder(InstanceReport report, ClusterState cluster) => report.State switch
    {
        InstanceState.Running => true,
        InstanceState.NotStreaming => cluster.Failover.State != FailoverState.Stable,
        _ => false,
    };

    /// <summary>
    /// The operator not reaching an agent does not mean that clients do not: as long as the kubelet finds the pod ready (and, for the primary, its lease
    /// is being renewed), the pod keeps its place.
    /// </summary>
    private static string OfSilence(InstanceFacts instance, ClusterState cluster, ClusterSnapshot snapshot)
    {
        var present = instance.Pod!.Metadata.Labels?.GetValueOrDefault(Labels.Role);
        if (!instance.PodIsReady || instance.PodIsLeaving)
        {
            return Labels.Unhealthy;
        }

        return present switch
        {
            Labels.Standby => Labels.Standby,
            Labels.Primary when snapshot.Lease == LeaseView.Held && snapshot.LeaseHolder == instance.Name && cluster.CurrentPrimary == instance.Name =>
                Labels.Primary,
            _ => Labels.Unhealthy,
        };
    }
}
