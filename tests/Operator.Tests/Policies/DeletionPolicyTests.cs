using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Observation;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class DeletionPolicyTests
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    [Fact]
    public void The_primary_goes_first()
    {
        var decision = Decide(All(), seconds: 1);

        Assert.Equal(["db-1"], decision.Remove);
        Assert.Equal((false, "Stopping db-1"), (decision.Done, decision.Message));
    }

    [Fact]
    public void The_others_wait_while_the_primary_s_pod_is_there()
    {
        var decision = Decide([Facts("db-1", set: false), Facts("db-2")], seconds: 20);

        Assert.Empty(decision.Remove);
        Assert.False(decision.Done);
    }

    [Fact]
    public void Then_the_others_go_together() => Assert.Equal(["db-2", "db-3"], Decide([Facts("db-2"), Facts("db-3")], seconds: 20).Remove);

    [Fact]
    public void A_primary_that_does_not_stop_in_its_time_holds_the_others_up_no_longer() => Assert.Equal(["db-1", "db-2", "db-3"], Decide(All(), seconds: 91).Remove);

    [Fact]
    public void Without_a_primary_on_record_all_go_at_once() =>
        Assert.Equal(["db-1", "db-2", "db-3"], DeletionPolicy.Decide(All(), null, TimeSpan.Zero, StopTime).Remove);

    [Fact]
    public void A_statefulset_that_is_being_deleted_is_not_deleted_again() => Assert.Empty(Decide([Facts("db-1", deleting: true)], seconds: 1).Remove);

    [Fact]
    public void When_nothing_is_left_it_is_done() =>
        Assert.Equal(new { Done = true, Message = "All instances are gone" }, new { Decide([Facts("db-1", set: false, pod: false)], seconds: 1).Done, Decide([], seconds: 1).Message });

    [Fact]
    public void It_never_waits_for_ever()
    {
        var decision = Decide(All(), seconds: 151);

        Assert.True(decision.Done);
        Assert.Equal(["db-1", "db-2", "db-3"], decision.Remove);
        Assert.Contains("did not stop in time", decision.Message, StringComparison.Ordinal);
    }

    private static DeletionDecision Decide(IReadOnlyCollection<InstanceFacts> instances, int seconds) =>
        DeletionPolicy.Decide(instances, "db-1", TimeSpan.FromSeconds(seconds), StopTime);

    private static List<InstanceFacts> All() => [Facts("db-1"), Facts("db-2"), Facts("db-3")];

    private static InstanceFacts Facts(string name, bool set = true, bool pod = true, bool deleting = false) => new(name)
    {
        StatefulSet = set ? new V1StatefulSet { Metadata = new V1ObjectMeta { Name = name, DeletionTimestamp = deleting ? DateTimeOffset.UnixEpoch : null } } : null,
        Pod = pod ? new V1Pod { Metadata = new V1ObjectMeta { Name = name + "-0" } } : null,
    };
}
