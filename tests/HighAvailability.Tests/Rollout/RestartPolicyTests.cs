using Howdah.HighAvailability.Rollout;

namespace Howdah.HighAvailability.Tests.Rollout;

public sealed class RestartPolicyTests
{
    [Fact]
    public void Without_a_pending_parameter_nobody_restarts() => Assert.Equal(new RestartStep(null, "NothingPending"), new RolloutWorld(3).Restart());

    [Fact]
    public void The_standby_with_the_highest_number_goes_first_with_the_configuration_it_has_on_disk()
    {
        var world = Pending(3);

        var step = world.Restart();

        Assert.Equal(new RestartOrder("db-3", "new"), step.Order);
        Assert.Equal("RestartPending", step.Reason);
        Assert.Equal("db-3 restarts for max_connections", step.Message);
    }

    [Fact]
    public void Numbers_are_compared_as_numbers() => Assert.Equal("db-10", Pending(11, primary: 11).Restart().Order!.Instance);

    [Fact]
    public void The_primary_goes_last_whatever_its_number()
    {
        var world = Pending(3, primary: 3);

        Assert.Equal(["db-2", "db-1", "db-3"], Order(world));
    }

    [Fact]
    public void The_primary_goes_first_when_a_parameter_that_standbys_need_is_lowered()
    {
        var world = Lowering(3, primary: 2);

        Assert.Equal(["db-2", "db-3", "db-1"], Order(world));
    }

    [Fact]
    public void Raising_one_and_lowering_another_counts_as_lowering()
    {
        var world = Lowering(2);
        world.Wanted["max_wal_senders"] = 50;
        world.Change("db-1", static report => report with { HotStandbyParameters = new Dictionary<string, long>(report.HotStandbyParameters) { ["max_wal_senders"] = 10 } });

        Assert.Equal("db-1", world.Restart().Order!.Instance);
    }

    [Fact]
    public void A_parameter_that_the_primary_does_not_report_is_not_lowered() =>
        Assert.False(RestartPolicy.LowersHotStandbyParameter(new Dictionary<string, long> { ["max_connections"] = 1 }, new RolloutWorld(1).Reports["db-1"]));

    [Fact]
    public void Without_a_primary_that_answers_nothing_is_known_to_be_lowered() =>
        Assert.False(RestartPolicy.LowersHotStandbyParameter(new Dictionary<string, long> { ["max_connections"] = 1 }, null));

    [Theory]
    [InlineData(InstanceState.Starting)]
    [InlineData(InstanceState.Cloning)]
    [InlineData(InstanceState.NotStreaming)]
    [InlineData(InstanceState.CannotConnect)]
    public void Nobody_restarts_while_another_is_unwell(InstanceState state)
    {
        var world = Pending(3);
        world.Change("db-2", report => report with { State = state });

        var step = world.Restart();

        Assert.Null(step.Order);
        Assert.Equal("OthersUnhealthy", step.Reason);
        Assert.Contains("waits for db-2", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standby_that_does_not_stream_may_itself_restart()
    {
        var world = Pending(3);
        world.Change("db-3", static report => report with { State = InstanceState.NotStreaming, StreamingFrom = null });

        Assert.Equal("db-3", world.Restart().Order!.Instance);
    }

    [Fact]
    public void A_member_that_does_not_answer_is_waited_for()
    {
        var world = Pending(3);
        world.Reports.Remove("db-2");

        Assert.Equal("OthersUnhealthy", world.Restart().Reason);
    }

    [Fact]
    public void A_fenced_member_neither_restarts_nor_holds_the_others_up()
    {
        var world = Pending(3);
        world.Cluster = world.Cluster with { Fenced = new HashSet<string> { "db-3" } };

        Assert.Equal("db-2", world.Restart().Order!.Instance);
    }

    public static TheoryData<string> Hindrances => ["paused", "deleting", "failing over"];

    [Theory]
    [MemberData(nameof(Hindrances))]
    public void Restarts_wait_while_something_else_is_under_way(string hindrance)
    {
        var world = Pending(3);
        world.Paused = hindrance == "paused";
        world.Cluster = world.Cluster with
        {
            Deleting = hindrance == "deleting",
            Failover = hindrance == "failing over" ? new FailoverProgress { State = FailoverState.ReconfiguringReplicas, Id = "f" } : FailoverProgress.None,
        };

        Assert.Equal((null, "NotNow"), (world.Restart().Order, world.Restart().Reason));
    }

    [Fact]
    public void A_configuration_that_differs_without_a_pending_parameter_needs_no_restart()
    {
        var world = new RolloutWorld(1);
        world.Change("db-1", static report => report with { RunningConfigHash = "old" });

        Assert.Equal("NothingPending", world.Restart().Reason);
    }

    internal static RolloutWorld Pending(int instances, int primary = 1)
    {
        var world = new RolloutWorld(instances, primary);
        world.Reports.Keys.ToList().ForEach(world.NeedsRestart);
        return world;
    }

    internal static RolloutWorld Lowering(int instances, int primary = 1)
    {
        var world = Pending(instances, primary);
        world.Wanted["max_connections"] = 50;
        foreach (var name in world.Reports.Keys.ToList())
        {
            world.Change(name, static report => report with { HotStandbyParameters = new Dictionary<string, long> { ["max_connections"] = 100 } });
        }

        return world;
    }

    private static List<string> Order(RolloutWorld world)
    {
        var order = new List<string>();
        while (world.Restart().Order is { } next)
        {
            order.Add(next.Instance);
            world.Change(next.Instance, report => report with { RunningConfigHash = "new", PendingRestart = [], HotStandbyParameters = world.Wanted });
        }

        return order;
    }
}
