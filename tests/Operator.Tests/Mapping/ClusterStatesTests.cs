using Howdah.Entities.PostgresCluster;
using Howdah.HighAvailability;
using Howdah.HighAvailability.Failover;
using Howdah.Instances;

namespace Howdah.Operator.Tests.Mapping;

/// <summary>What operator and agents read from one and the same PostgresCluster.</summary>
public sealed class ClusterStatesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Everything_that_decides_is_taken_over()
    {
        var cluster = TestClusters.Create(2, static spec => spec.Failover = new FailoverSpec { LeaseDurationSeconds = 12, PrimaryRestartTimeoutSeconds = 40 });
        cluster.Status.SystemIdentifier = "7";
        cluster.Status.CurrentPrimary = "db-2";
        cluster.Status.Timeline = 5;
        cluster.Status.Members = [new InstanceStatus { Name = "db-1", Address = "10.0.0.1" }, new InstanceStatus { Name = "db-2" }];
        cluster.Status.Synchronous = new SynchronousStatus { Number = 1, Standbys = ["db-1"], Applied = "ANY 1 (\"db-1\")" };
        cluster.Status.Restart = new RestartStatus { Instance = "db-1", ConfigHash = "hash" };

        var state = ClusterStates.From(cluster);

        Assert.Equal(("7", "db-2", 5), (state.SystemIdentifier, state.CurrentPrimary, state.Timeline));
        Assert.Equal([new Member("db-1", "db-1-0.db-instances.shop.svc", "10.0.0.1"), new Member("db-2", "db-2-0.db-instances.shop.svc", null)], state.Members);
        Assert.Equal((1, "ANY 1 (\"db-1\")"), (state.Synchronous!.Number, state.Synchronous.Applied));
        Assert.Equal(["db-1"], state.Synchronous.Names);
        Assert.Equal(new RestartOrder("db-1", "hash"), state.Restart);
        Assert.Equal((TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(40)), (state.LeaseDuration, state.PrimaryRestartTimeout));
        Assert.False(state.Deleting);
    }

    [Fact]
    public void A_new_cluster_has_defaults_and_no_failover()
    {
        var state = ClusterStates.From(TestClusters.Create());

        Assert.Equal(FailoverProgress.None, state.Failover);
        Assert.Empty(state.Members);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)), (state.LeaseDuration, state.PrimaryRestartTimeout));
        Assert.Null(state.Synchronous);
    }

    [Fact]
    public void A_cluster_with_a_deletion_timestamp_is_being_deleted()
    {
        var cluster = TestClusters.Create();
        cluster.Metadata.DeletionTimestamp = Now;

        Assert.True(ClusterStates.From(cluster).Deleting);
    }

    [Theory]
    [InlineData("db-1", "db-1")]
    [InlineData(" db-1 , db-3,, ", "db-1 db-3")]
    [InlineData("*", "* db-1 db-2")]
    [InlineData("", "")]
    public void Fenced_instances_are_named_or_all(string annotation, string expected)
    {
        var cluster = TestClusters.Create();
        cluster.Status.Members = [new InstanceStatus { Name = "db-1" }, new InstanceStatus { Name = "db-2" }];
        cluster.Metadata.Annotations = new Dictionary<string, string> { [PostgresClusterAnnotations.FencedInstances] = annotation };

        Assert.Equal(expected, string.Join(' ', ClusterStates.From(cluster).Fenced.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Hesitating")]
    [InlineData("17")]
    [InlineData("")]
    public void A_failover_state_of_another_version_is_refused_instead_of_guessed(string state) =>
        Assert.Throws<FormatException>(() => FailoverStatuses.ToProgress(new FailoverStatus { State = state }));

    [Fact]
    public void A_reason_of_another_version_is_only_a_reason() =>
        Assert.Equal(FailoverReason.None, FailoverStatuses.ToProgress(new FailoverStatus { State = "Initiated", Reason = "Whim" }).Reason);

    [Fact]
    public void Progress_survives_the_way_to_the_status_and_back()
    {
        foreach (var state in Enum.GetValues<FailoverState>())
        {
            var progress = new FailoverProgress
            {
                State = state,
                Id = "f1",
                Reason = FailoverReason.Switchover,
                Planned = true,
                From = "db-1",
                To = "db-2",
                StartedAt = Now,
                Deadline = Now.AddSeconds(60),
                Message = "waiting",
            };
            Assert.Equal(progress, FailoverStatuses.ToProgress(FailoverStatuses.ToStatus(progress)));
        }
    }

    [Fact]
    public void No_failover_leaves_no_trace_but_its_state()
    {
        var status = FailoverStatuses.ToStatus(FailoverProgress.None);

        Assert.Equal(("Stable", null, null, null), (status.State, status.Id, status.Reason, status.Planned));
        Assert.Equal(FailoverProgress.None, FailoverStatuses.ToProgress(status));
    }

    [Fact]
    public void A_completed_failover_is_told_in_full()
    {
        var status = FailoverStatuses.ToStatus(new CompletedFailover
        {
            Id = "f1",
            Reason = FailoverReason.LeaseExpired,
            From = "db-1",
            To = "db-2",
            StartedAt = Now,
            CompletedAt = Now.AddSeconds(12),
            Timeline = 2,
        });

        Assert.Equal(("f1", "LeaseExpired", "db-1", "db-2", 2), (status.Id, status.Reason, status.From, status.To, status.Timeline));
        Assert.Equal((Now, Now.AddSeconds(12)), (status.StartedAt, status.CompletedAt));
    }
}
