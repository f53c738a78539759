using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Rollout;
using Howdah.Instances;
using Howdah.Operator.PostgresClusters.Observation;

namespace Howdah.Operator.PostgresClusters.Policies;

/// <summary>The rows of status.members.</summary>
internal static class MemberPolicy
{
    private const int LongestMessage = 2000;

    /// <summary>One row for each member on record, by serial number.</summary>
    public static List<InstanceStatus> Rows(string cluster, ClusterState state, ClusterSnapshot snapshot, IReadOnlyList<InstanceStatus> previous)
    {
        var reports = snapshot.Reports;
        var seenByPrimary = (snapshot.Report(state.CurrentPrimary)?.Standbys ?? []).GroupBy(standby => standby.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return [.. previous.OrderBy(row => Names.Serial(cluster, row.Name) ?? int.MaxValue)
            .Select(row => Row(row, snapshot.Instance(row.Name) ?? new InstanceFacts(row.Name), state, snapshot, reports, seenByPrimary.GetValueOrDefault(row.Name)))];
    }

    private static InstanceStatus Row(
        InstanceStatus previous, InstanceFacts facts, ClusterState state, ClusterSnapshot snapshot, IReadOnlyList<InstanceReport> reports, StandbyReport? standby)
    {
        var row = new InstanceStatus
        {
            Name = facts.Name,
            Address = facts.Pod?.Status?.PodIP,
            Node = facts.Pod?.Spec?.NodeName,
        };
        if (facts.Report is not { } report)
        {
            row.Role = previous.Role;
            row.Timeline = previous.Timeline;
            row.State = (facts.Pod?.Status?.PodIP is null ? InstanceState.Pending : InstanceState.Unreachable).ToString();
            row.Message = Cut(ContainerTrouble.Of(facts.Pod) ?? facts.Silence);
            // A pod that the kubelet finds ready keeps its place although the operator cannot reach it.
            row.Ready = previous.Ready == true && RoleLabelPolicy.RoleOf(facts, state, snapshot) != Labels.Unhealthy;
            return row;
        }

        row.Role = report.Role.ToString();
        row.State = report.State.ToString();
        row.Ready = InstanceHealth.IsHealthy(state, reports, facts.Name);
        row.Message = Cut(report.Message ?? (row.Ready == true ? null : ContainerTrouble.Of(facts.Pod)));
        row.Timeline = report.Timeline;
        row.ReceivedLsn = report.FlushedLsn?.ToString();
        row.ReplayedLsn = report.Role == InstanceRole.Standby ? report.ReplayedLsn?.ToString() : null;
        row.PendingRestart = report.PendingRestart.Count > 0 ? true : null;
        if (facts.Name != state.CurrentPrimary)
        {
            row.LagBytes = standby?.LagBytes;
            row.LagSeconds = standby?.ReplayLag is { } seconds ? Math.Round(seconds, 3) : null;
            row.Slot = standby?.Slot;
        }

        return row;
    }

    private static string? Cut(string? text) => text is null || text.Length <= LongestMessage ? text : text[..LongestMessage];
}
