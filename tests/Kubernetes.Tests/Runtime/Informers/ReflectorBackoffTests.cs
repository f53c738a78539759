using Howdah.Kubernetes.Informers;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class ReflectorBackoffTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_doubles_from_eight_hundred_milliseconds_to_thirty_seconds_with_up_to_as_much_jitter()
    {
        var backoff = new ReflectorBackoff(_time, new Jitter(new Random(2)));
        foreach (var floor in new[] { 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30 })
        {
            Assert.InRange(backoff.Next().TotalSeconds, floor, 2 * floor);
        }
    }

    [Fact]
    public void Two_minutes_without_a_failure_start_it_over()
    {
        var backoff = new ReflectorBackoff(_time, new Jitter(new Random(2)));
        for (var i = 0; i < 6; i++)
        {
            backoff.Next();
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(backoff.Next() >= TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromTicks(1));
        Assert.True(backoff.Next() <= TimeSpan.FromSeconds(1.6));
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(0, 1)]
    public async Task The_longer_of_its_own_delay_and_the_servers_is_waited_for(int asked, int atLeast)
    {
        var backoff = new ReflectorBackoff(_time, new Jitter(new Random(2)));
        var waiting = backoff.WaitAsync(TimeSpan.FromSeconds(asked), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(atLeast * 0.79));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(atLeast * 2));

        await Eventually.Completes(waiting);
    }
}
