using Howdah.Kubernetes.Informers;

namespace Howdah.Kubernetes.Tests.Runtime.Informers;

public class StreamWatchdogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void It_cancels_after_the_silence_it_was_given_and_not_before()
    {
        using var dog = new StreamWatchdog(_time, TimeSpan.FromSeconds(10), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(dog.Token.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.True(dog.Token.IsCancellationRequested);
        Assert.True(dog.HasBarked);
    }

    [Fact]
    public void Every_arrival_starts_the_silence_over()
    {
        using var dog = new StreamWatchdog(_time, TimeSpan.FromSeconds(10), CancellationToken.None);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(9));
            dog.Arrived();
        }

        Assert.False(dog.HasBarked);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(dog.HasBarked);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(dog.HasBarked);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(2)]
    public void Another_silence_may_be_allowed_later(int seconds)
    {
        using var dog = new StreamWatchdog(_time, TimeSpan.FromSeconds(10), CancellationToken.None);
        dog.Expect(TimeSpan.FromSeconds(seconds));

        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.False(dog.HasBarked);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(dog.HasBarked);
    }

    [Fact]
    public void The_callers_cancellation_is_passed_on_and_is_not_its_own()
    {
        using var caller = new CancellationTokenSource();
        using var dog = new StreamWatchdog(_time, TimeSpan.FromSeconds(10), caller.Token);

        caller.Cancel();

        Assert.True(dog.Token.IsCancellationRequested);
        Assert.False(dog.HasBarked);
    }

    [Fact]
    public void Disposed_it_leaves_no_timer_behind()
    {
        new StreamWatchdog(_time, TimeSpan.FromSeconds(10), CancellationToken.None).Dispose();

        Assert.Equal(0, _time.ArmedTimers);
    }
}
