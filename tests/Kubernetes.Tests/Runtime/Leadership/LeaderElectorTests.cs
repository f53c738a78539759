using Howdah.Kubernetes.Leadership;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

public class LeaderElectorTests
{
    [Fact]
    public void The_first_candidate_creates_the_lease_and_leads()
    {
        using var election = new Election();
        var a = election.Join("a");

        Assert.Equal(("a", 15, 0), election.Record);
        Assert.True(a.Working);
        Assert.True(a.Elector.IsLeader);
        Assert.Equal(0, a.Elector.Epoch);
    }

    [Fact]
    public void A_renewal_is_one_update_every_two_seconds_with_the_version_last_seen()
    {
        using var election = new Election();
        var a = election.Join("a");
        var gets = election.Cluster.Count("get");

        election.Advance(TimeSpan.FromSeconds(60));
        election.AdvanceUntil(() => election.Cluster.Count("update") >= 30);

        Assert.Equal(gets, election.Cluster.Count("get"));
        Assert.True(a.Elector.IsLeader);
    }

    [Fact]
    public void An_outside_change_of_the_lease_costs_a_read_and_nothing_else()
    {
        using var election = new Election();
        var a = election.Join("a");
        var gets = election.Cluster.Count("get");
        election.Store(lease => lease.Metadata.Labels = new() { ["touched"] = "yes" });

        election.AdvanceUntil(() => election.Cluster.Count("get") > gets);
        var read = election.Cluster.Count("get");
        election.AdvanceUntil(() => election.Cluster.Count("update") > 10);

        Assert.Equal(read, election.Cluster.Count("get"));
        Assert.True(a.Working);
        Assert.Equal("yes", election.Lease.Metadata.Labels!["touched"]);
    }

    [Theory]
    [InlineData(Partition.Refused)]
    [InlineData(Partition.Hanging)]
    internal void A_standby_takes_over_only_after_a_whole_lease_without_a_change(Partition partition)
    {
        using var election = new Election();
        var a = election.Join("a");
        var b = election.Join("b");
        election.Advance(TimeSpan.FromSeconds(30));
        a.Client.Partition = partition;

        var took = election.AdvanceUntil(() => b.Working);

        Assert.InRange(took.TotalSeconds, 13, 20);
        Assert.False(a.Working);
        Assert.Equal(1, b.Elector.Epoch);
        Assert.IsType<LeadershipLostException>(a.Run.Exception!.InnerException);
    }

    [Fact]
    public void A_graceful_stop_hands_over_without_waiting_for_the_lease()
    {
        using var election = new Election();
        var a = election.Join("a");
        var b = election.Join("b");

        election.Stop(a);
        Assert.True(a.Run.IsCompletedSuccessfully);
        Assert.Equal(("", 1, 0), election.Record);
        var took = election.AdvanceUntil(() => b.Working);

        Assert.InRange(took.TotalSeconds, 0, 4.5);
        Assert.Equal(1, b.Elector.Epoch);
    }

    [Fact]
    public void The_lease_is_renewed_while_the_work_takes_its_time_to_stop()
    {
        using var election = new Election();
        var a = election.Join("a");
        a.Sluggishness = TimeSpan.FromSeconds(40);
        var b = election.Join("b");

        election.Stop(a);
        var took = election.AdvanceUntil(() => !a.Working);
        Assert.Equal(40, took.TotalSeconds, 0.1);
        Assert.False(b.Working);
        election.AdvanceUntil(() => b.Working, limitSeconds: 5);

        Assert.True(a.Run.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(Partition.Refused)]
    [InlineData(Partition.Hanging)]
    [InlineData(Partition.AnswersLost)]
    internal void A_leader_that_cannot_renew_gives_up_ten_seconds_after_its_last_renewal_was_sent(Partition partition)
    {
        using var election = new Election();
        var a = election.Join("a");
        election.Advance(TimeSpan.FromSeconds(2));
        a.Client.Partition = partition;

        Assert.Equal(10, election.AdvanceUntil(() => !a.Elector.IsLeader).TotalSeconds, 0.11);
        Assert.Equal(0, election.AdvanceUntil(() => a.Run.IsCompleted).TotalSeconds, 0.11);

        Assert.False(a.Working);
        Assert.True(Assert.IsType<LeadershipLostException>(a.Run.Exception!.InnerException).WorkEnded);
    }

    [Fact]
    public void An_outage_shorter_than_the_renew_deadline_is_survived()
    {
        using var election = new Election();
        var a = election.Join("a");
        a.Client.Partition = Partition.Refused;
        election.Advance(TimeSpan.FromSeconds(7));
        a.Client.Partition = Partition.None;
        election.AdvanceUntil(() => election.Cluster.Count("update") > 20);

        Assert.True(a.Working);
        Assert.Equal(0, a.Elector.Epoch);
    }

    [Fact]
    public void A_leader_that_sees_another_holder_gives_up_at_once()
    {
        using var election = new Election();
        var a = election.Join("a");
        election.Store(lease => lease.Spec!.HolderIdentity = "b");

        var took = election.AdvanceUntil(() => a.Run.IsCompleted);

        Assert.InRange(took.TotalSeconds, 0, 2.1);
        Assert.Equal("b", election.Record.Holder);
    }

    [Fact]
    public void A_leader_never_takes_back_a_lease_that_was_set_free_under_it()
    {
        using var election = new Election();
        var a = election.Join("a");
        election.Store(lease => lease.Spec!.HolderIdentity = "");

        election.AdvanceUntil(() => a.Run.IsCompleted);

        Assert.IsType<LeadershipLostException>(a.Run.Exception!.InnerException);
        Assert.Equal("", election.Record.Holder);
    }

    [Fact]
    public void A_lease_deleted_under_its_holder_is_created_again_with_its_epoch()
    {
        using var election = new Election();
        _ = election.Cluster.CreateAsync(new V1Lease
        {
            Metadata = new() { Name = "lease", Namespace = "default" },
            Spec = new V1LeaseSpec { HolderIdentity = "", LeaseTransitions = 6, LeaseDurationSeconds = 1 },
        });
        var a = election.Join("a");
        Assert.Equal(7, a.Elector.Epoch);

        _ = election.Cluster.DeleteAsync<V1Lease>("lease", "default");
        election.AdvanceUntil(() => election.Cluster.Stored<V1Lease>().Count == 1);

        Assert.Equal(("a", 15, 7), election.Record);
        Assert.True(a.Working);
    }

    [Fact]
    public void Work_that_does_not_end_within_the_rest_of_the_lease_is_reported()
    {
        using var election = new Election();
        var a = election.Join("a");
        a.Sluggishness = TimeSpan.FromMinutes(5);
        a.Client.Partition = Partition.Refused;

        var took = election.AdvanceUntil(() => a.Run.IsCompleted);

        Assert.Equal(15, took.TotalSeconds, 0.11);
        Assert.False(Assert.IsType<LeadershipLostException>(a.Run.Exception!.InnerException).WorkEnded);
    }

    [Fact]
    public void A_process_that_was_frozen_past_its_lease_does_not_believe_it_still_leads()
    {
        using var election = new Election();
        var a = election.Join("a");
        election.Advance(TimeSpan.FromSeconds(1));

        a.Client.Partition = Partition.Hanging;
        a.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(a.Elector.IsLeader);
        Assert.True(a.Working);
        election.AdvanceUntil(() => a.Run.IsCompleted);
    }

    [Fact]
    public void A_wall_clock_that_jumps_changes_nothing()
    {
        using var election = new Election();
        var a = election.Join("a");
        var b = election.Join("b");
        foreach (var hours in new[] { -30, 70, -1, 5 })
        {
            a.Time.JumpWallClock(TimeSpan.FromHours(hours));
            b.Time.JumpWallClock(TimeSpan.FromHours(-2 * hours));
            for (var i = 0; i < 300; i++)
            {
                election.Advance(TimeSpan.FromMilliseconds(100));
                Assert.True(a.Working);
                Assert.False(b.Working);
            }
        }
    }

    [Fact]
    public void Waiting_can_be_stopped()
    {
        using var election = new Election();
        election.Join("a");
        var b = election.Join("b");

        election.Stop(b);

        Assert.True(b.Run.IsCompletedSuccessfully);
        Assert.False(b.Working);
    }

    [Fact]
    public void Work_that_fails_lets_the_lease_go_and_is_heard_of()
    {
        using var election = new Election();
        var candidate = new Candidate("a", election.Cluster);

        var run = candidate.Elector.RunAsync(_ => throw new InvalidOperationException("broken work"), CancellationToken.None);
        election.Advance(TimeSpan.Zero);

        Assert.Equal("broken work", run.Exception!.InnerException!.Message);
        Assert.Equal("", election.Record.Holder);
    }

    [Fact]
    public void An_elector_whose_server_is_away_is_not_stuck_and_goes_on_trying()
    {
        using var election = new Election();
        var a = new Candidate("a", election.Cluster);
        a.Client.Partition = Partition.Hanging;
        election.Candidates.Add(a);
        a.Start();
        for (var i = 0; i < 6_000; i++)
        {
            election.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Null(a.Elector.StuckReason);
        }

        a.Client.Partition = Partition.None;
        election.AdvanceUntil(() => a.Working, limitSeconds: 10);
    }
}
