namespace Howdah.HighAvailability.Tests.Rollout;

public sealed class ScalePolicyTests
{
    [Fact]
    public void The_wanted_number_is_left_as_it_is() => Assert.Equal("AsWanted", new RolloutWorld(3).Scale(3).Reason);

    [Theory]
    [InlineData(1, "db-2")]
    [InlineData(3, "db-4")]
    public void A_new_instance_takes_the_next_number(int instances, string expected) => Assert.Equal(expected, new RolloutWorld(instances).Scale(9).Create);

    [Fact]
    public void A_free_number_in_between_is_taken_first()
    {
        var world = new RolloutWorld(3);
        world.Cluster = world.Cluster with { Members = [.. world.Cluster.Members.Where(static member => member.Name != "db-2")] };

        Assert.Equal("db-2", world.Scale(3).Create);
    }

    [Fact]
    public void The_next_one_waits_for_an_instance_that_has_never_been_ready()
    {
        var world = new RolloutWorld(2);
        world.NeverReady.Add("db-2");

        var step = world.Scale(5);

        Assert.Equal((null, "WaitForInstance"), (step.Create, step.Reason));
        Assert.Contains("db-2", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_one_waits_for_initdb()
    {
        var world = new RolloutWorld(1);
        world.Cluster = world.Cluster with { SystemIdentifier = null };

        Assert.Equal((null, "WaitForPrimary"), (world.Scale(3).Create, world.Scale(3).Reason));
    }

    [Fact]
    public void The_highest_number_goes_first() => Assert.Equal("db-10", new RolloutWorld(10).Scale(2).Remove);

    [Fact]
    public void The_primary_stays_although_it_has_the_highest_number() => Assert.Equal("db-2", new RolloutWorld(3, primary: 3).Scale(1).Remove);

    [Fact]
    public void The_last_instance_stays()
    {
        var step = new RolloutWorld(1).Scale(0);

        Assert.Equal((null, "PrimaryStays"), (step.Remove, step.Reason));
    }

    [Fact]
    public void Nobody_goes_while_the_primary_is_not_known()
    {
        var world = new RolloutWorld(3);
        world.Cluster = world.Cluster with { CurrentPrimary = null };

        Assert.Equal((null, "PrimaryStays"), (world.Scale(1).Remove, world.Scale(1).Reason));
    }

    [Fact]
    public void A_standby_that_commits_may_wait_for_stays()
    {
        var world = new RolloutWorld(3);
        world.Cluster = world.Cluster with { Synchronous = new SynchronousStandbys(1, ["db-2", "db-3"], null) };
        world.Change("db-2", static report => report with { State = InstanceState.NotStreaming });

        var step = world.Scale(2);

        Assert.Equal((null, "TooFewStandbys"), (step.Remove, step.Reason));
        Assert.Contains("db-3 stays until 1 other", step.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_once_enough_others_stream()
    {
        var world = new RolloutWorld(3);
        world.Cluster = world.Cluster with { Synchronous = new SynchronousStandbys(1, ["db-2", "db-3"], null) };

        Assert.Equal("db-3", world.Scale(2).Remove);
    }

    public static TheoryData<string> Hindrances => ["paused", "deleting", "failing over"];

    [Theory]
    [MemberData(nameof(Hindrances))]
    public void The_number_stays_while_something_else_is_under_way(string hindrance)
    {
        var world = new RolloutWorld(3);
        world.Paused = hindrance == "paused";
        world.Cluster = world.Cluster with
        {
            Deleting = hindrance == "deleting",
            Failover = hindrance == "failing over" ? new FailoverProgress { State = FailoverState.DemotingOldPrimary, Id = "f" } : FailoverProgress.None,
        };

        Assert.Equal("NotNow", world.Scale(5).Reason);
        Assert.Equal("NotNow", world.Scale(1).Reason);
    }
}
