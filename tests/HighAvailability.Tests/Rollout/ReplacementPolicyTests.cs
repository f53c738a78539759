using Howdah.Postgres;

namespace Howdah.HighAvailability.Tests.Rollout;

public sealed class ReplacementPolicyTests
{
    [Fact]
    public void Without_an_outdated_pod_nothing_is_replaced() => Assert.Equal("UpToDate", new RolloutWorld(3).Replace().Reason);

    [Fact]
    public void The_role_does_not_move_to_a_standby_whose_pod_is_leaving_or_whose_template_is_not_written_yet()
    {
        var world = new RolloutWorld(2);
        world.Outdated.Add("db-1");
        Assert.Equal("db-2", world.Replace().SwitchoverTo);

        world.Unsettled.Add("db-2");

        var step = world.Replace();
        Assert.Equal((null, null, "Unsettled"), (step.Replace, step.SwitchoverTo, step.Reason));
        Assert.Contains("db-2", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_standby_with_the_highest_number_goes_first()
    {
        var step = Outdated(3).Replace();

        Assert.Equal(("db-3", null, "ReplaceStandby"), (step.Replace, step.SwitchoverTo, step.Reason));
    }

    [Fact]
    public void A_broken_standby_on_the_old_template_goes_before_healthy_ones()
    {
        var world = Outdated(3);
        world.Change("db-2", static report => report with { State = InstanceState.CannotConnect });

        Assert.Equal("db-2", world.Replace().Replace);
    }

    [Fact]
    public void Two_broken_standbys_hold_each_other_up()
    {
        var world = Outdated(4);
        world.Change("db-2", static report => report with { State = InstanceState.CannotConnect });
        world.Change("db-3", static report => report with { State = InstanceState.Starting });

        var step = world.Replace();

        Assert.Equal((null, "OthersUnhealthy"), (step.Replace, step.Reason));
        Assert.Equal("The replacement of db-3 waits for db-2", step.Message);
    }

    [Fact]
    public void The_role_moves_to_the_standby_that_has_most_before_the_primary_is_replaced()
    {
        var world = new RolloutWorld(3);
        world.Outdated.Add("db-1");
        world.Change("db-3", static report => report with { FlushedLsn = new Lsn(2000) });

        var step = world.Replace();

        Assert.Equal((null, "db-3", "SwitchoverBeforeReplacement"), (step.Replace, step.SwitchoverTo, step.Reason));
    }

    [Fact]
    public void Between_equals_the_name_decides()
    {
        var world = new RolloutWorld(3, primary: 3);
        world.Outdated.Add("db-3");

        Assert.Equal("db-1", world.Replace().SwitchoverTo);
    }

    [Fact]
    public void The_only_instance_is_replaced_in_place()
    {
        var step = Outdated(1).Replace();

        Assert.Equal(("db-1", null, "ReplaceInPlace"), (step.Replace, step.SwitchoverTo, step.Reason));
    }

    [Fact]
    public void The_primary_keeps_its_pod_while_a_standby_is_unwell()
    {
        var world = new RolloutWorld(3);
        world.Outdated.Add("db-1");
        world.Change("db-2", static report => report with { State = InstanceState.Starting });

        var step = world.Replace();

        Assert.Equal((null, null, "OthersUnhealthy"), (step.Replace, step.SwitchoverTo, step.Reason));
    }

    [Fact]
    public void A_cluster_whose_standbys_are_all_fenced_replaces_nothing()
    {
        var world = new RolloutWorld(2);
        world.Outdated.Add("db-1");
        world.Cluster = world.Cluster with { Fenced = new HashSet<string> { "db-2" } };

        var step = world.Replace();

        Assert.Equal((null, null, "NoCandidate"), (step.Replace, step.SwitchoverTo, step.Reason));
    }

    public static TheoryData<string> Hindrances => ["paused", "deleting", "failing over", "restarting"];

    [Theory]
    [MemberData(nameof(Hindrances))]
    public void Pods_stay_while_something_else_is_under_way(string hindrance)
    {
        var world = Outdated(3);
        world.Paused = hindrance == "paused";
        world.Cluster = world.Cluster with
        {
            Deleting = hindrance == "deleting",
            Failover = hindrance == "failing over" ? new FailoverProgress { State = FailoverState.Initiated, Id = "f" } : FailoverProgress.None,
            Restart = hindrance == "restarting" ? new RestartOrder("db-2", "hash") : null,
        };

        Assert.Equal((null, null, "NotNow"), (world.Replace().Replace, world.Replace().SwitchoverTo, world.Replace().Reason));
    }

    [Fact]
    public void An_outdated_pod_of_no_member_is_not_looked_at()
    {
        var world = new RolloutWorld(2);
        world.Outdated.Add("db-9");

        Assert.Equal("UpToDate", world.Replace().Reason);
    }

    private static RolloutWorld Outdated(int instances)
    {
        var world = new RolloutWorld(instances);
        world.Outdated.UnionWith(world.Reports.Keys);
        return world;
    }
}
