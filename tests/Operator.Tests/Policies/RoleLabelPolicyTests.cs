using Howdah.HighAvailability;
using Howdah.HighAvailability.Lease;
using Howdah.Instances;

namespace Howdah.Operator.Tests.Policies;

public sealed class RoleLabelPolicyTests
{
    [Fact]
    public void The_primary_and_standbys_that_run_have_their_roles()
    {
        var seen = new Seen();

        Assert.Equal([Labels.Primary, Labels.Standby, Labels.Standby], seen.Instances.Keys.Select(seen.Role));
    }

    [Fact]
    public void Whoever_has_no_pod_is_in_no_service()
    {
        var seen = new Seen();
        seen.Change("db-2", static facts => facts with { Pod = null });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Theory]
    [InlineData("db-1")]
    [InlineData("db-2")]
    public void Whoever_is_fenced_is_in_no_service(string name)
    {
        var seen = new Seen();
        seen.Fence(name);

        Assert.Equal(Labels.Unhealthy, seen.Role(name));
    }

    [Theory]
    [InlineData("8")]
    [InlineData(null)]
    public void Another_database_system_is_in_no_service(string? identifier)
    {
        var seen = new Seen();
        seen.Report("db-2", report => report with { SystemIdentifier = identifier });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Fact]
    public void A_primary_without_the_lease_takes_no_writes()
    {
        var seen = new Seen();
        seen.Report("db-1", static report => report with { HoldsLease = false });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-1"));
    }

    [Fact]
    public void A_second_server_outside_recovery_takes_no_writes()
    {
        var seen = new Seen();
        seen.Report("db-2", static report => report with { Role = InstanceRole.Primary, HoldsLease = true });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Fact]
    public void The_winner_takes_writes_as_soon_as_it_says_so_with_the_lease_and_a_higher_timeline()
    {
        var seen = Promoting();
        seen.Report("db-2", static report => report with { Role = InstanceRole.Primary, HoldsLease = true, Timeline = 2 });

        Assert.Equal(Labels.Primary, seen.Role("db-2"));
        Assert.Equal(Labels.Unhealthy, seen.Role("db-1"));
    }

    [Theory]
    [InlineData("db-2", 1)]
    [InlineData("db-1", 2)]
    public void Without_the_lease_on_the_server_or_a_higher_timeline_it_does_not(string holder, int timeline)
    {
        var seen = Promoting();
        seen.LeaseHolder = holder;
        seen.Report("db-2", report => report with { Role = InstanceRole.Primary, HoldsLease = true, Timeline = timeline });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Theory]
    [InlineData(FailoverState.Stable, Labels.Unhealthy)]
    [InlineData(FailoverState.DemotingOldPrimary, Labels.Standby)]
    [InlineData(FailoverState.PromotingNewPrimary, Labels.Standby)]
    [InlineData(FailoverState.ReconfiguringReplicas, Labels.Standby)]
    public void A_standby_that_receives_nothing_answers_reads_only_while_the_role_moves(FailoverState state, string role)
    {
        var seen = new Seen();
        seen.FailOver(state, "db-3");
        seen.Report("db-2", static report => report with { State = InstanceState.NotStreaming, StreamingFrom = null });

        Assert.Equal(role, seen.Role("db-2"));
    }

    [Theory]
    [InlineData(InstanceState.Starting)]
    [InlineData(InstanceState.CannotConnect)]
    [InlineData(InstanceState.QueryFailed)]
    [InlineData(InstanceState.SlotLost)]
    [InlineData(InstanceState.Stopping)]
    public void A_standby_that_does_not_run_is_in_no_service(InstanceState state)
    {
        var seen = new Seen();
        seen.Report("db-2", report => report with { State = state });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Theory]
    [InlineData("db-1", Labels.Primary)]
    [InlineData("db-2", Labels.Standby)]
    public void A_silent_agent_s_pod_keeps_its_place_while_the_kubelet_finds_it_ready(string name, string role)
    {
        var seen = new Seen();
        seen.Silence(name);

        Assert.Equal(role, seen.Role(name));
    }

    [Fact]
    public void A_silent_agent_s_pod_loses_its_place_when_it_is_not_ready()
    {
        var seen = new Seen();
        seen.Silence("db-2");
        seen.Change("db-2", static facts => { facts.Pod!.Status!.Conditions = null; return facts; });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Fact]
    public void A_silent_agent_s_pod_loses_its_place_when_it_is_being_deleted()
    {
        var seen = new Seen();
        seen.Silence("db-2");
        seen.Change("db-2", static facts => { facts.Pod!.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch; return facts; });

        Assert.Equal(Labels.Unhealthy, seen.Role("db-2"));
    }

    [Theory]
    [InlineData(nameof(LeaseView.Expired), "db-1")]
    [InlineData(nameof(LeaseView.Unknown), "db-1")]
    [InlineData(nameof(LeaseView.Held), "db-2")]
    public void A_silent_primary_keeps_its_place_only_while_its_own_lease_is_renewed(string lease, string holder)
    {
        var seen = new Seen { Lease = Enum.Parse<LeaseView>(lease), LeaseHolder = holder };
        seen.Silence("db-1");

        Assert.Equal(Labels.Unhealthy, seen.Role("db-1"));
    }

    private static Seen Promoting()
    {
        var seen = new Seen { LeaseHolder = "db-2" };
        seen.FailOver(FailoverState.PromotingNewPrimary, "db-2");
        return seen;
    }
}
