using FsCheck;
using FsCheck.Fluent;
using Howdah.Operator.WorkQueues.Policies;

namespace Howdah.Operator.Tests.WorkQueues;

public sealed class ScalingPolicyTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(45);

    private static readonly Arbitrary<ScalingFacts> Any = (
        from min in Gen.Choose(0, 20)
        from more in Gen.Choose(0, 50)
        from target in Gen.Choose(1, 100)
        from current in Gen.Choose(0, 80)
        from ready in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, 5000)), (1, Gen.Constant(int.MaxValue)))
        from leased in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(0, 500)))
        from holders in Gen.Choose(0, 80)
        from age in Gen.Choose(0, 7200)
        from limit in Gen.Elements<int?>(null, 10, 600)
        from since in Gen.Elements<int?>(null, 1, 100)
        from paused in Gen.Elements(true, false)
        select new ScalingFacts
        {
            Min = min,
            Max = Math.Max(1, min + more),
            Target = target,
            Current = current,
            Ready = ready,
            Leased = leased,
            Holders = holders,
            OldestAge = TimeSpan.FromSeconds(age),
            MaxAge = limit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            SinceAdded = since is { } ago ? TimeSpan.FromSeconds(ago) : null,
            Paused = paused,
        }).ToArbitrary();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(11, 0, 2)]
    [InlineData(5, 6, 2)]
    [InlineData(100000, 0, 10)]
    public void There_are_as_many_pods_as_the_backlog_takes(long ready, long leased, int pods) =>
        Assert.Equal(pods, ScalingPolicy.Recommend(Facts() with { Ready = ready, Leased = leased }));

    [Fact]
    public void Pods_are_added_while_the_oldest_item_waits_too_long_and_get_time_to_show_an_effect()
    {
        var facts = Facts() with { Current = 4, Ready = 3, OldestAge = TimeSpan.FromMinutes(6), MaxAge = TimeSpan.FromMinutes(5) };

        Assert.Equal(6, ScalingPolicy.Recommend(facts));
        Assert.Equal(4, ScalingPolicy.Recommend(facts with { SinceAdded = TimeSpan.FromSeconds(10) }));
        Assert.Equal(1, ScalingPolicy.Recommend(facts with { Current = 0 }));
        Assert.Equal(10, ScalingPolicy.Recommend(facts with { Current = 10 }));
    }

    [Fact]
    public void A_paused_queue_needs_pods_only_for_what_is_leased() =>
        Assert.Equal(1, ScalingPolicy.Recommend(Facts() with { Ready = 500, Leased = 3, Paused = true }));

    [Fact]
    public void A_recommendation_is_always_between_min_and_max() => Prop.ForAll(Any, facts =>
        ScalingPolicy.Recommend(facts) is var pods && pods >= facts.Min && pods <= facts.Max).QuickCheckThrowOnFailure();

    [Fact]
    public void No_decision_takes_a_pod_that_holds_a_lease() => Prop.ForAll(Any, Gen.Elements<int?>(null, 0, 1, 5, 40).ToArbitrary(), (facts, highest) =>
        ScalingPolicy.Decide(ScalingPolicy.Recommend(facts), highest, facts) >= Math.Min(facts.Holders, facts.Current)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_decision_is_between_min_and_max_unless_leases_are_held_beyond() => Prop.ForAll(Any, Gen.Elements<int?>(null, 0, 1, 5, 40).ToArbitrary(), (facts, highest) =>
    {
        var pods = ScalingPolicy.Decide(ScalingPolicy.Recommend(facts), highest, facts);
        return pods >= facts.Min && pods <= Math.Max(facts.Max, Math.Min(facts.Holders, facts.Current));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_is_removed_before_the_past_is_known_for_the_whole_delay() => Prop.ForAll(Any, facts =>
        ScalingPolicy.Decide(ScalingPolicy.Recommend(facts), null, facts) is var pods && (pods >= Math.Min(facts.Current, facts.Max))).QuickCheckThrowOnFailure();

    /// <summary>Whatever comes: a removal leaves no fewer pods than any moment of the delay before it asked for.</summary>
    [Fact]
    public void A_backlog_that_goes_up_and_down_does_not_make_pods_come_and_go() => Prop.ForAll(Gen.Choose(0, 120).ListOf(200).ToArbitrary(), backlog =>
    {
        var history = new ScalingHistory();
        var past = new List<(TimeSpan At, int Pods)>();
        var current = 0;
        var now = TimeSpan.Zero;
        foreach (var ready in backlog)
        {
            now += TimeSpan.FromSeconds(5);
            var facts = Facts() with { Current = current, Ready = ready };
            var recommended = ScalingPolicy.Recommend(facts);
            past.Add((now, recommended));
            var next = ScalingPolicy.Decide(recommended, history.Add(now, recommended, Delay, Gap), facts);
            if (next < current && past.Where(moment => now - moment.At <= Delay).Any(moment => moment.Pods > next))
            {
                return false;
            }

            current = next;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_to_do_leads_to_no_pods_after_the_delay()
    {
        var history = new ScalingHistory();
        var current = 3;
        for (var seconds = 0; seconds <= 60; seconds += 5)
        {
            Assert.Equal(3, current);
            var facts = Facts() with { Current = current };
            var recommended = ScalingPolicy.Recommend(facts);
            current = ScalingPolicy.Decide(recommended, history.Add(TimeSpan.FromSeconds(seconds), recommended, Delay, Gap), facts);
        }

        Assert.Equal(0, current);
    }

    [Fact]
    public void A_silence_makes_the_past_unknown()
    {
        var history = new ScalingHistory();
        history.Add(TimeSpan.Zero, 0, Delay, Gap);
        Assert.Equal(0, history.Add(TimeSpan.FromSeconds(40), 0, TimeSpan.FromSeconds(40), Gap));

        Assert.Null(history.Add(TimeSpan.FromSeconds(90), 0, Delay, Gap));
    }

    [Fact]
    public void Holders_are_pods_by_name_with_or_without_more_behind_it()
    {
        var leases = HolderNames.LeasesByPod(
            ["jobs-workers-a", "jobs-workers-b"],
            new Dictionary<string, long> { ["jobs-workers-a"] = 1, ["jobs-workers-a/2"] = 2, ["jobs-workers-b:7"] = 4, ["jobs-workers-c"] = 8, ["laptop"] = 16 });

        Assert.Equal(new Dictionary<string, long> { ["jobs-workers-a"] = 3, ["jobs-workers-b"] = 4 }, leases);
    }

    [Fact]
    public void Deletion_costs_change_by_orders_of_magnitude()
    {
        Assert.Equal([null, "1", "2", "2", "3", "10"], new[] { 0L, 1, 2, 3, 4, 1000 }.Select(DeletionCosts.Of));
        Assert.Equal(
            [("b", "2"), ("c", null)],
            DeletionCosts.Changes(new Dictionary<string, string?> { ["a"] = "1", ["b"] = null, ["c"] = "5" }, new Dictionary<string, long> { ["a"] = 1, ["b"] = 3 }));
    }

    private static ScalingFacts Facts() => new() { Min = 0, Max = 10, Target = 10, Current = 0, Ready = 0, Leased = 0, Holders = 0 };
}
