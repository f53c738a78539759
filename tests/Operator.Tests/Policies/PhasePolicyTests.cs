using Howdah.HighAvailability;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class PhasePolicyTests
{
    private static readonly List<(string Phase, Action<Seen> Seen, Func<ConditionFacts, ConditionFacts> Facts)> Urgency =
    [
        ("Deleting", static seen => seen.Cluster.Metadata.DeletionTimestamp = DateTimeOffset.UnixEpoch, Same),
        ("Paused", Nothing, static facts => facts with { Paused = true }),
        ("FailingOver", static seen => seen.FailOver(FailoverState.Initiated), Same),
        ("Fenced", static seen => seen.Fence("db-2"), Same),
        ("Invalid", Nothing, static facts => facts with { Problems = [new SpecProblem("spec", "is bad")] }),
        ("Progressing", Nothing, static facts => facts with { Activity = new Activity("ScalingUp", "Making db-4") }),
        ("Degraded", static seen => seen.Silence("db-3"), Same),
    ];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var urgent = 0; urgent < Urgency.Count; urgent++)
            {
                for (var other = urgent; other < Urgency.Count; other++)
                {
                    pairs.Add(urgent, other);
                }
            }

            return pairs;
        }
    }

    [Fact]
    public void A_cluster_as_specified_is_ready() => Assert.Equal("Ready", PhasePolicy.Of(new Seen().Facts()));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_things_the_more_urgent_is_told(int urgent, int other)
    {
        var seen = new Seen();
        Urgency[urgent].Seen(seen);
        Urgency[other].Seen(seen);

        Assert.Equal(Urgency[urgent].Phase, PhasePolicy.Of(Urgency[other].Facts(Urgency[urgent].Facts(seen.Facts()))));
    }

    [Fact]
    public void Before_a_primary_is_on_record_it_bootstraps()
    {
        var seen = new Seen();
        seen.Cluster.Status.SystemIdentifier = null;

        Assert.Equal("Bootstrapping", PhasePolicy.Of(seen.Facts()));
    }

    [Fact]
    public void A_trouble_or_a_missing_instance_degrades()
    {
        Assert.Equal("Degraded", PhasePolicy.Of(new Seen().Facts() with { Troubles = [new Trouble("StorageTooSmall", "grow")] }));
        var seen = new Seen(2);
        seen.Cluster.Spec.Instances = 3;
        Assert.Equal("Degraded", PhasePolicy.Of(seen.Facts()));
    }

    [Fact]
    public void One_instance_too_many_is_not_as_specified()
    {
        var seen = new Seen(3);
        seen.Cluster.Spec.Instances = 2;

        Assert.Equal("Degraded", PhasePolicy.Of(seen.Facts()));
    }

    private static ConditionFacts Same(ConditionFacts facts) => facts;

    private static void Nothing(Seen seen)
    {
    }
}
