using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Tests.Runtime.Queue;

public class JitterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Every_form_keeps_its_bounds() => Prop.ForAll<int>(seed =>
    {
        var jitter = new Jitter(new Random(seed));
        var (most, least, around, between) =
            (jitter.AtMost(Minute, 0.5), jitter.AtLeast(Minute, 1), jitter.Around(Minute, 0.1), jitter.Between(Minute, 2 * Minute));
        return most <= Minute && most >= Minute / 2
            && least >= Minute && least <= 2 * Minute
            && around >= Minute * 0.9 && around <= Minute * 1.1
            && between >= Minute && between <= 2 * Minute;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ten_thousand_periods_spread_over_the_whole_window()
    {
        var jitter = new Jitter(new Random(3));
        var buckets = Enumerable.Range(0, 10_000)
            .Select(_ => jitter.Around(TimeSpan.FromSeconds(100), 0.1))
            .GroupBy(delay => (int)delay.TotalSeconds)
            .ToDictionary(group => group.Key, group => group.Count());

        Assert.All(Enumerable.Range(90, 20), second => Assert.InRange(buckets[second], 400, 600));
    }
}
