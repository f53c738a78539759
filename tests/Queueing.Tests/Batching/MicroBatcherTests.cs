using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Queueing.Batching;

namespace Howdah.Queueing.Tests.Batching;

public sealed class MicroBatcherTests
{
    private static readonly MicroBatcherOptions Options = new(MaxBatch: 4, Capacity: 100, Lanes: 1, Window: TimeSpan.FromMilliseconds(20));

    [Fact]
    public async Task Requests_that_come_together_share_batches_of_bounded_size_and_get_their_own_answers()
    {
        var sizes = new ConcurrentBag<int>();
        await using var batcher = New(Options, requests =>
        {
            sizes.Add(requests.Count);
            return [.. requests.Select(request => request * 10)];
        });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => batcher.RunAsync(number)));
        Assert.Equal(Enumerable.Range(0, 20).Select(number => number * 10), answers);
        Assert.Equal(20, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 4));
        Assert.True(sizes.Count < 20, "nothing was merged");
    }

    [Fact]
    public async Task A_refusal_is_that_of_the_request_at_fault_alone()
    {
        await using var batcher = New(Options, requests => requests.Contains(3)
            ? throw new WorkQueueException(WorkQueueError.InvalidArgument, "three")
            : [.. requests]);
        var calls = Enumerable.Range(0, 8).Select(number => batcher.RunAsync(number)).ToList();
        var refusal = await Assert.ThrowsAsync<WorkQueueException>(() => calls[3]);
        Assert.Equal("three", refusal.Message);
        var others = await Task.WhenAll(calls.Where((_, number) => number != 3));
        Assert.Equal([0, 1, 2, 4, 5, 6, 7], others);
    }

    [Fact]
    public async Task A_failure_of_the_backend_is_that_of_all()
    {
        await using var batcher = New(Options, _ => throw new WorkQueueException(WorkQueueError.RetriesExceeded, "down"));
        var calls = Enumerable.Range(0, 3).Select(number => batcher.RunAsync(number)).ToList();
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<WorkQueueException>(() => call);
        }
    }

    [Fact]
    public async Task Too_many_are_refused_and_cancelled_ones_are_not_run()
    {
        using var gate = new ManualResetEventSlim();
        var seen = new ConcurrentBag<int>();
        await using var batcher = New(Options with { Capacity = 2, MaxBatch = 1, Window = TimeSpan.Zero }, requests =>
        {
            seen.Add(requests[0]);
            gate.Wait();
            return requests;
        });
        var first = batcher.RunAsync(0);
        while (seen.IsEmpty)
        {
            await Task.Delay(5);
        }

        using var cancelled = new CancellationTokenSource();
        var second = batcher.RunAsync(1, cancelled.Token);
        var third = batcher.RunAsync(2);
        await Assert.ThrowsAsync<BatcherFullException>(() => batcher.RunAsync(3));
        await cancelled.CancelAsync();
        gate.Set();
        var done = await Task.WhenAll(first, third);
        Assert.Equal([0, 2], done);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.DoesNotContain(1, seen);
    }

    [Fact]
    public void Rounds_hold_every_request_once_and_no_number_twice() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), numbers =>
        {
            var rounds = Rounds.Split(numbers, number => number % 5).ToList();
            return rounds.SelectMany(round => round).Order().SequenceEqual(Enumerable.Range(0, numbers.Length))
                && rounds.TrueForAll(round => round.Select(index => numbers[index] % 5).Distinct().Count() == round.Count);
        }).QuickCheckThrowOnFailure();

    private static MicroBatcher<int, int> New(MicroBatcherOptions options, Func<IReadOnlyList<int>, IReadOnlyList<int>> run) =>
        new(options, TimeProvider.System, (requests, _) => Task.Run(() => run(requests)));
}
