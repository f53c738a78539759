using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;
using Howdah.Queueing.Worker;

namespace Howdah.Queueing.Tests.Worker;

[Collection(ServerCollection.Name)]
public sealed partial class WorkerHostTests(ScratchServer server)
{
    [SkippableFact]
    public async Task Every_item_is_handled_and_completed_once()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(2000);
        var handled = new ConcurrentBag<long>();
        fixture.Start(
            (context, _) =>
            {
                handled.Add(context.Item.Id);
                return Task.CompletedTask;
            },
            HostFixture.Quick with { Concurrency = 50 });
        await fixture.UntilDoneAsync();
        await fixture.CheckCompletedOnceAsync(2000);
        Assert.Equal(2000, handled.Distinct().Count());
        Assert.Equal(2000, handled.Count);
    }

    [SkippableFact]
    public async Task Two_calls_for_items_at_a_time_never_start_more_handlers_than_may_run()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(6000);
        var running = 0;
        var most = 0;
        fixture.Start(
            async (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                while (Volatile.Read(ref most) is var before && now > before)
                {
                    Interlocked.CompareExchange(ref most, now, before);
                }

                await Task.Yield();
                Interlocked.Decrement(ref running);
            },
            HostFixture.Quick with { Concurrency = 64 });
        await fixture.UntilDoneAsync();
        await fixture.CheckCompletedOnceAsync(6000);
        Assert.InRange(most, 1, 64);
        Assert.Equal(6000, await fixture.Source.ScalarAsync<long>("select count(*) from jobs.history where attempt = 1"));
    }

    [SkippableFact]
    public async Task A_push_wakes_a_host_that_would_poll_in_an_hour()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        var (host, _, _) = fixture.Start(
            (_, _) => Task.CompletedTask, HostFixture.Quick with { PollFirst = TimeSpan.FromHours(1), PollLast = TimeSpan.FromHours(1) });
        await fixture.UntilAsync(
            async () => await fixture.Source.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'") == 1
                && await fixture.Source.ScalarAsync<long>("select last_value from jobs.hungry") == 1,
            "the host listens and has found nothing");
        await fixture.PushAsync(1);
        await fixture.UntilDoneAsync();
        await fixture.UntilAsync(() => host.Running == 0, "the handler has ended");
    }

    [SkippableFact]
    public async Task A_handler_that_outlives_its_lease_keeps_it_by_renewal()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(3);
        fixture.Start(
            (_, cancellation) => Task.Delay(TimeSpan.FromSeconds(7), cancellation),
            HostFixture.Quick with { Concurrency = 3, Lease = TimeSpan.FromSeconds(3) });
        await fixture.UntilDoneAsync();
        await fixture.CheckCompletedOnceAsync(3);
        Assert.Equal(1, await fixture.Source.ScalarAsync<int>("select max(attempt) from jobs.history"));
    }

    [SkippableFact]
    public async Task A_handler_is_cancelled_before_a_lease_that_cannot_be_prolonged_ends()
    {
        await using var fixture = await HostFixture.CreateAsync(server, "run_max = '1.5 seconds'");
        await fixture.PushAsync(1);
        var left = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Start(
            async (context, cancellation) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
                finally
                {
                    left.TrySetResult(context.Remaining);
                }
            },
            HostFixture.Quick with { Lease = TimeSpan.FromSeconds(1), RetryAfter = (_, _) => TimeSpan.FromHours(1) });
        Assert.InRange(await left.Task.WaitAsync(TimeSpan.FromSeconds(20)), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        await fixture.UntilStateAsync("item-0", "scheduled");
    }

    [SkippableFact]
    public async Task A_handler_whose_item_is_taken_away_is_cancelled_and_changes_nothing()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(1);
        var runs = 0;
        fixture.Start(
            async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    await fixture.Source.ExecuteAsync("select jobs.bump_epoch()");
                    await Task.Delay(Timeout.Infinite, cancellation);
                }
            },
            HostFixture.Quick with { Concurrency = 2, Lease = TimeSpan.FromSeconds(1) });
        await fixture.UntilDoneAsync();
        await fixture.CheckCompletedOnceAsync(1);
        Assert.Equal(2, runs);
        Assert.Equal(2, (await fixture.Client.InspectAsync("item-0"))!.Attempt);
    }

    [SkippableFact]
    public async Task Failures_are_tried_again_until_the_attempts_are_used_up()
    {
        await using var fixture = await HostFixture.CreateAsync(server, "backoff_base = '10 milliseconds', attempts_max = 3");
        await fixture.PushAsync(5);
        var runs = 0;
        fixture.Start(
            (context, _) =>
            {
                Interlocked.Increment(ref runs);
                return context.Key == "item-4" ? Task.CompletedTask : throw new InvalidOperationException("no such luck");
            },
            HostFixture.Quick with { Concurrency = 5 });
        await fixture.UntilDoneAsync();
        Assert.Equal((4 * 3) + 1, runs);
        Assert.Equal(4, (await fixture.Client.BacklogAsync()).Dead);
        Assert.Equal("InvalidOperationException: no such luck", (await fixture.Client.InspectAsync("item-0"))!.Reason);
    }

    [SkippableFact]
    public async Task An_item_that_kills_its_workers_is_dead_after_the_attempts_of_the_host()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(1);
        for (var crash = 0; crash < 2; crash++)
        {
            Assert.Single(await fixture.Client.AcquireAsync("crashes", TimeSpan.FromMilliseconds(1)));
            await fixture.UntilStateAsync("item-0", "expired");
        }

        var ran = false;
        fixture.Start((_, _) => Task.FromResult(ran = true), HostFixture.Quick with { AttemptsMax = 2 });
        await fixture.UntilStateAsync("item-0", "dead");
        Assert.False(ran);
        Assert.Equal("Taken 2 times without an end.", (await fixture.Client.InspectAsync("item-0"))!.Reason);
    }

    [SkippableFact]
    public async Task A_payload_that_is_not_of_the_type_is_poison()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.Client.PushAsync([new NewItem("good", """{"size": 3}"""), new NewItem("bad", """{"size": "three"}"""), new NewItem("none")]);
        var sizes = new ConcurrentBag<int>();
        fixture.Start(WorkHandlers.Typed(PayloadContext.Default.Parcel, (parcel, _, _) =>
        {
            sizes.Add(parcel.Size);
            return Task.CompletedTask;
        }));
        await fixture.UntilDoneAsync();
        Assert.Equal([3], sizes);
        Assert.StartsWith("The payload is not a Parcel", (await fixture.Client.InspectAsync("bad"))!.Reason, StringComparison.Ordinal);
        Assert.Equal("The payload is empty, not a Parcel.", (await fixture.Client.InspectAsync("none"))!.Reason);
    }

    [SkippableFact]
    public async Task A_handler_may_say_when_to_try_again_and_what_is_poison()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.Client.PushAsync([new NewItem("later"), new NewItem("never")]);
        fixture.Start((context, _) => context.Key == "later"
            ? throw new RetryLaterException(TimeSpan.FromHours(2), "closed")
            : throw new PoisonItemException("cannot be done"));
        await fixture.UntilStateAsync("later", "scheduled");
        await fixture.UntilStateAsync("never", "dead");
        var hours = await fixture.Source.ScalarAsync<double>("select date_part('epoch', run_at - clock_timestamp()) / 3600 from jobs.ready");
        Assert.InRange(hours, 1.9, 2.0);
        Assert.Equal("cannot be done", (await fixture.Client.InspectAsync("never"))!.Reason);
    }

    [SkippableFact]
    public async Task A_checkpoint_replaces_an_item_by_successors_before_the_handler_ends()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        await fixture.PushAsync(1);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (_, stop, run) = fixture.Start(
            async (context, _) =>
            {
                if (context.Key == "item-0")
                {
                    await Assert.ThrowsAsync<WorkQueueException>(() => context.CompleteWithSuccessorsAsync(["item-0"]));
                    await context.CompleteWithSuccessorsAsync(["a", "b"], ["1", null]);
                    await Assert.ThrowsAsync<InvalidOperationException>(() => context.CompleteAsync());
                    await goOn.Task;
                }
            },
            HostFixture.Quick with { Concurrency = 2 });
        await fixture.UntilStateAsync("item-0", "completed");
        await fixture.UntilStateAsync("a", "completed");
        await fixture.UntilStateAsync("b", "completed");
        goOn.SetResult();
        await stop.CancelAsync();
        await run;
        await fixture.CheckCompletedOnceAsync(3);
    }

    [SkippableFact]
    public async Task A_lease_that_is_not_prolonged_tells_when_its_checkpoint_is_due()
    {
        await using var fixture = await HostFixture.CreateAsync(server, "lease_mode = 'doubling'");
        await fixture.PushAsync(1);
        var left = new ConcurrentBag<TimeSpan>();
        fixture.Start(
            async (context, cancellation) =>
            {
                var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.CheckpointDue.Register(due.SetResult);
                await due.Task.WaitAsync(cancellation);
                left.Add(context.Remaining);
            },
            HostFixture.Quick with { Renew = false, Lease = TimeSpan.FromSeconds(6), LeaseMargin = TimeSpan.FromMilliseconds(50) });
        await fixture.UntilDoneAsync();
        Assert.InRange(left.Single(), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(1500));
    }

    internal sealed record Parcel(int Size);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Parcel))]
    internal sealed partial class PayloadContext : JsonSerializerContext;
}
