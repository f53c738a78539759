using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Sidecar.Tests.Support;

namespace Howdah.Sidecar.Tests.Agent;

public sealed class PromotionMarkTests
{
    [SkippableFact]
    public async Task A_candidate_that_was_promoted_and_lost_says_for_which_failover_and_is_promoted_again()
    {
        await using var cluster = await TestCluster.StartAsync(15, instances: 2);
        var old = await cluster.AddAsync("db-1");
        await Eventually.BecomesAsync(old.ReportAsync, static report => report is { Role: InstanceRole.Primary, HoldsLease: true }, 90);
        var identifier = await old.Supervisor.SystemIdentifierAsync();
        await cluster.ChangeStatusAsync(status => status.SystemIdentifier = identifier);
        var candidate = await cluster.AddAsync("db-2");
        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report is { Role: InstanceRole.Standby, StreamingFrom: "db-1", LocalWalReplayed: true }, 90);

        await FailoverAsync(cluster, FailoverState.DemotingOldPrimary, "f1");
        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report.FencedFor == "f1");
        await Eventually.BecomesAsync(cluster.LeaseAsync, static lease => lease.Spec!.HolderIdentity is null or "");
        await FailoverAsync(cluster, FailoverState.PromotingNewPrimary, "f1", "db-2");
        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Running, Timeline: 2, PromotedFor: "f1" });

        // The whole pod is lost before anybody has seen the promotion, and its successor says what it was promoted for.
        Signals.KillFamily(candidate.Supervisor.Pid, candidate.Paths.DataDirectory);
        await candidate.Agent.DisposeAsync();
        await FailoverAsync(cluster, FailoverState.DemotingOldPrimary, "f1");
        await candidate.StartAnotherPodAsync();
        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Stopped, PromotedFor: "f1" });

        await FailoverAsync(cluster, FailoverState.PromotingNewPrimary, "f1", "db-2");
        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report is { Role: InstanceRole.Primary, State: InstanceState.Running, HoldsLease: true, PromotedFor: "f1" });
        await cluster.ChangeStatusAsync(static status => (status.CurrentPrimary, status.Timeline, status.Failover) = ("db-2", 2, new FailoverStatus { State = nameof(FailoverState.Stable) }));

        await Eventually.BecomesAsync(candidate.ReportAsync, static report => report is { Role: InstanceRole.Primary, PromotedFor: null });
    }

    private static Task FailoverAsync(TestCluster cluster, FailoverState state, string id, string? to = null) => cluster.ChangeStatusAsync(
        status => status.Failover = new FailoverStatus { State = state.ToString(), Id = id, Reason = nameof(FailoverReason.LeaseExpired), From = "db-1", To = to });
}
