using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.Kubernetes.Models;
using Howdah.Postgres;

namespace Howdah.Operator.Tests.Policies;

public sealed class MemberPolicyTests
{
    [Fact]
    public void There_is_a_row_for_each_member_by_number()
    {
        var seen = new Seen(3);
        seen.Cluster.Status.Members = [.. new[] { "db-3", "db-10", "db-1" }.Select(static name => new InstanceStatus { Name = name })];

        Assert.Equal(["db-1", "db-3", "db-10"], seen.Rows().Select(static row => row.Name));
    }

    [Fact]
    public void A_standby_s_row_has_its_own_positions_and_the_lag_its_primary_measures()
    {
        var seen = new Seen(2);
        seen.Report("db-1", static report => report with { Standbys = [new StandbyReport { Name = "db-2", LagBytes = 4096, ReplayLag = 0.12345, Slot = "howdah_db_2" }] });
        seen.Report("db-2", static report => report with { FlushedLsn = new Lsn(0x2000), ReplayedLsn = new Lsn(0x1000), Timeline = 4 });

        var row = seen.Rows()[1];

        Assert.Equal(("Standby", "Running", true, 4), (row.Role, row.State, row.Ready, row.Timeline));
        Assert.Equal(("0/2000", "0/1000"), (row.ReceivedLsn, row.ReplayedLsn));
        Assert.Equal((4096, 0.123, "howdah_db_2"), (row.LagBytes, row.LagSeconds, row.Slot));
        Assert.Equal(("10.0.0.1", "node-1"), (row.Address, row.Node));
    }

    [Fact]
    public void The_primary_s_row_has_no_lag_and_nothing_replayed()
    {
        var seen = new Seen(2);
        seen.Report("db-1", static report => report with { ReplayedLsn = new Lsn(1), Standbys = [new StandbyReport { Name = "db-1", LagBytes = 1, Slot = "left" }] });

        var row = seen.Rows()[0];

        Assert.Equal((null, null, null, null), (row.ReplayedLsn, row.LagBytes, row.LagSeconds, row.Slot));
    }

    [Fact]
    public void A_silent_member_keeps_role_and_timeline_and_says_why_it_is_silent()
    {
        var seen = new Seen(2);
        seen.Cluster.Status.Members![1] = new InstanceStatus { Name = "db-2", Role = "Standby", Timeline = 3, Ready = true, LagBytes = 7 };
        seen.Silence("db-2");

        var row = seen.Rows()[1];

        Assert.Equal(("Standby", 3, "Unreachable", "The agent did not answer"), (row.Role, row.Timeline, row.State, row.Message));
        Assert.True(row.Ready, "the kubelet finds the pod ready");
        Assert.Null(row.LagBytes);
    }

    [Fact]
    public void A_silent_member_that_was_not_ready_does_not_become_ready()
    {
        var seen = new Seen(2);
        seen.Silence("db-2");

        Assert.False(seen.Rows()[1].Ready);
    }

    [Fact]
    public void A_member_without_a_pod_is_pending()
    {
        var seen = new Seen(2);
        seen.Silence("db-2");
        seen.Change("db-2", static facts => facts with { Pod = null, Silence = null });

        Assert.Equal(("Pending", false), (seen.Rows()[1].State, seen.Rows()[1].Ready));
    }

    [Fact]
    public void A_container_s_trouble_explains_more_than_silence()
    {
        var seen = new Seen(2);
        seen.Silence("db-2");
        seen.Change("db-2", static facts =>
        {
            facts.Pod!.Status!.ContainerStatuses =
                [new V1ContainerStatus { Name = "postgres", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "ImagePullBackOff", Message = "no such image" } } }];
            return facts;
        });

        Assert.Equal("postgres: ImagePullBackOff: no such image", seen.Rows()[1].Message);
    }

    [Fact]
    public void A_pending_restart_shows()
    {
        var seen = new Seen(1);
        seen.Report("db-1", static report => report with { PendingRestart = ["shared_buffers"] });

        Assert.True(seen.Rows()[0].PendingRestart);
        Assert.Null(new Seen(1).Rows()[0].PendingRestart);
    }

    [Fact]
    public void A_long_message_is_cut()
    {
        var seen = new Seen(1);
        seen.Report("db-1", static report => report with { Message = new string('x', 40_000) });

        Assert.Equal(2000, seen.Rows()[0].Message!.Length);
    }
}
