namespace Howdah.HighAvailability.Tests.Rollout;

public sealed class InstanceHealthTests
{
    [Fact]
    public void A_primary_with_its_lease_and_a_standby_that_streams_from_it_are_healthy()
    {
        var world = new RolloutWorld(2);

        Assert.True(world.IsHealthy("db-1"));
        Assert.True(world.IsHealthy("db-2"));
    }

    [Fact]
    public void A_primary_without_its_lease_is_not() => AssertUnwell("db-1", static report => report with { HoldsLease = false });

    [Fact]
    public void A_primary_that_is_in_recovery_is_not() => AssertUnwell("db-1", static report => report with { Role = InstanceRole.Standby });

    [Fact]
    public void A_standby_that_streams_from_somebody_else_is_not() => AssertUnwell("db-2", static report => report with { StreamingFrom = "db-3" });

    [Fact]
    public void A_standby_that_streams_from_nobody_is_not() => AssertUnwell("db-2", static report => report with { StreamingFrom = null });

    [Theory]
    [InlineData(InstanceState.Starting)]
    [InlineData(InstanceState.NotStreaming)]
    [InlineData(InstanceState.CannotConnect)]
    [InlineData(InstanceState.QueryFailed)]
    [InlineData(InstanceState.SlotLost)]
    public void Whoever_does_not_run_is_not(InstanceState state) => AssertUnwell("db-2", report => report with { State = state });

    [Fact]
    public void Whoever_is_fenced_is_not()
    {
        var world = new RolloutWorld(2);
        world.Cluster = world.Cluster with { Fenced = new HashSet<string> { "db-2" } };

        Assert.False(world.IsHealthy("db-2"));
    }

    [Fact]
    public void Whoever_did_not_answer_is_not()
    {
        var world = new RolloutWorld(2);
        world.Reports.Remove("db-2");

        Assert.False(world.IsHealthy("db-2"));
    }

    [Fact]
    public void Nobody_streams_from_a_primary_that_is_not_on_record()
    {
        var world = new RolloutWorld(2);
        world.Change("db-2", static report => report with { StreamingFrom = null });
        world.Cluster = world.Cluster with { CurrentPrimary = null };

        Assert.False(world.IsHealthy("db-2"));
    }

    private static void AssertUnwell(string name, Func<InstanceReport, InstanceReport> change)
    {
        var world = new RolloutWorld(3);
        world.Change(name, change);
        Assert.False(world.IsHealthy(name));
    }
}
