using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Tests.Runtime.Queue;

public class RateLimiterTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(4, 80)]
    [InlineData(10, 5_120)]
    [InlineData(15, 163_840)]
    [InlineData(16, 300_000)]
    [InlineData(17, 300_000)]
    [InlineData(int.MaxValue, 300_000)]
    public void The_delay_doubles_from_five_milliseconds_to_five_minutes(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), RateLimiter<int>.Ceiling(failures));

    [Fact]
    public void Each_delay_stays_within_a_fifth_below_its_ceiling() => Prop.ForAll<byte, int>((failures, seed) =>
    {
        var limiter = new RateLimiter<int>(new Jitter(new Random(seed)));
        for (var i = 0; i < failures; i++)
        {
            limiter.Next(7);
        }

        var delay = limiter.Next(7);
        return delay <= RateLimiter<int>.Ceiling(failures) && delay >= RateLimiter<int>.Ceiling(failures) * 0.8;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Forgetting_a_key_starts_it_over_and_frees_its_memory()
    {
        var limiter = new RateLimiter<int>(new Jitter(new Random(1)));
        for (var i = 0; i < 9; i++)
        {
            limiter.Next(1);
        }

        limiter.Forget(1);

        Assert.Equal(0, limiter.Count);
        Assert.True(limiter.Next(1) <= TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public void Keys_back_off_independently()
    {
        var limiter = new RateLimiter<int>(new Jitter(new Random(1)));
        for (var i = 0; i < 9; i++)
        {
            limiter.Next(1);
        }

        Assert.Equal(9, limiter.Failures(1));
        Assert.Equal(0, limiter.Failures(2));
    }
}
