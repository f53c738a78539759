using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Queue;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue<int> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<int>(_time, new Jitter(new Random(1)));

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Keys_come_out_in_the_order_they_went_in()
    {
        _queue.Add(3);
        _queue.Add(1);
        _queue.Add(2);

        Assert.Equal((3, 1, 2), (await Take(), await Take(), await Take()));
    }

    [Fact]
    public async Task A_key_added_many_times_comes_out_once()
    {
        for (var i = 0; i < 100; i++)
        {
            _queue.Add(1);
        }

        Assert.Equal(1, _queue.Depth);
        Assert.Equal(1, await Take());
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_runs_again_when_that_is_done()
    {
        _queue.Add(1);
        var key = await Take();

        _queue.Add(1);
        _queue.Add(1);
        Assert.Equal(0, _queue.Depth);
        _queue.Done(key);

        Assert.Equal(1, _queue.Depth);
        _queue.Done(await Take());
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_waiting_worker_is_woken_by_an_add()
    {
        var waiting = _queue.GetAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);

        _queue.Add(5);

        Assert.Equal(5, await Eventually.Completes(waiting));
    }

    [Fact]
    public async Task Giving_back_a_key_that_was_not_taken_changes_nothing()
    {
        _queue.Add(1);
        _queue.Done(1);
        _queue.Done(2);

        Assert.Equal(1, _queue.Depth);
        Assert.Equal(1, await Take());
    }

    [Fact]
    public async Task A_delayed_key_comes_out_when_its_time_has_come_and_not_before()
    {
        _queue.AddAfter(1, TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, await Take());
        Assert.Equal(0, _queue.DelayedCount);
    }

    [Fact]
    public void The_earlier_of_two_deadlines_is_kept()
    {
        _queue.AddAfter(1, TimeSpan.FromSeconds(10));
        _queue.AddAfter(1, TimeSpan.FromSeconds(60));
        _queue.AddAfter(2, TimeSpan.FromSeconds(60));
        _queue.AddAfter(2, TimeSpan.FromSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, _queue.Depth);
        Assert.Equal(0, _queue.DelayedCount);
    }

    [Fact]
    public async Task A_deadline_survives_an_unrelated_add_of_the_same_key()
    {
        _queue.AddAfter(1, TimeSpan.FromSeconds(10));
        _queue.Add(1);
        _queue.Done(await Take());

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public void A_delay_that_is_not_positive_means_now()
    {
        _queue.AddAfter(1, TimeSpan.Zero);
        _queue.AddAfter(2, TimeSpan.FromSeconds(-1));

        Assert.Equal(2, _queue.Depth);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(3650)]
    public void A_very_long_delay_is_served_by_timers_that_refuse_one(int days)
    {
        _queue.AddAfter(1, TimeSpan.FromDays(days));
        _queue.AddAfter(2, TimeSpan.MaxValue);

        for (var day = 0; day < days; day++)
        {
            Assert.Equal(0, _queue.Depth);
            _time.Advance(TimeSpan.FromDays(1));
        }

        Assert.InRange(_queue.Depth, 1, 2);
    }

    [Fact]
    public void One_timer_serves_ten_thousand_deadlines()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _queue.AddAfter(i, TimeSpan.FromSeconds(1 + ((i * 7919) % 10_000)));
        }

        Assert.Equal(1, _time.ArmedTimers);
        _time.Advance(TimeSpan.FromSeconds(5_000));
        Assert.Equal(5_000, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(5_000));
        Assert.Equal(10_000, _queue.Depth);
    }

    [Fact]
    public void A_failing_key_backs_off_and_forgetting_ends_it()
    {
        var delays = new List<TimeSpan>();
        for (var i = 0; i < 6; i++)
        {
            var start = _time.GetTimestamp();
            _queue.AddRateLimited(1);
            while (_queue.Depth == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }

            delays.Add(_time.GetElapsedTime(start));
            var key = _queue.GetAsync(CancellationToken.None).AsTask();
            Assert.True(key.IsCompletedSuccessfully);
            _queue.Done(1);
        }

        Assert.Equal(6, _queue.Failures(1));
        Assert.Equal(delays.Order(), delays);
        Assert.InRange(delays[5], TimeSpan.FromMilliseconds(128), TimeSpan.FromMilliseconds(161));
        _queue.Forget(1);
        Assert.Equal(0, _queue.Failures(1));
    }

    [Fact]
    public async Task Shutting_down_releases_waiting_workers_and_drops_what_waits()
    {
        var waiting = _queue.GetAsync(CancellationToken.None).AsTask();
        _queue.ShutDown();

        Assert.Null(await Eventually.Completes(waiting));
        _queue.Add(1);
        _queue.AddAfter(1, TimeSpan.FromSeconds(1));
        _queue.AddRateLimited(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, _queue.Depth);
        Assert.Null(await _queue.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task After_shutting_down_no_queued_key_is_started()
    {
        _queue.Add(1);
        _queue.Add(2);
        _queue.AddAfter(3, TimeSpan.FromSeconds(1));
        var running = await Take();

        _queue.ShutDown();

        Assert.Null(await _queue.GetAsync(CancellationToken.None));
        Assert.Equal(1, _queue.ProcessingCount);
        _queue.Done(running);
        Assert.Equal(0, _queue.ProcessingCount);
    }

    [Fact]
    public async Task A_cancelled_wait_loses_no_key()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = _queue.GetAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        _queue.Add(1);

        Assert.Equal(1, await Take());
    }

    [Fact]
    public async Task The_time_work_has_been_running_is_known()
    {
        _queue.Add(1);
        _queue.Add(2);
        await Take();
        _time.Advance(TimeSpan.FromSeconds(3));
        await Take();
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(5)), _queue.RunningFor());
    }

    private async Task<int> Take() => (await Eventually.Completes(_queue.GetAsync(CancellationToken.None).AsTask()))!.Value;
}
