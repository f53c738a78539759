using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Queue;

namespace Howdah.Kubernetes.Tests.Runtime.Queue;

public class DelayHeapTests
{
    [Fact]
    public void The_earliest_deadline_of_a_key_is_kept()
    {
        var heap = new DelayHeap<int>();
        heap.Schedule(1, 50);
        heap.Schedule(1, 20);
        heap.Schedule(1, 90);

        Assert.True(heap.TryPeek(out var due));
        Assert.Equal(20, due);
        Assert.True(heap.TryTakeDue(20, out var key));
        Assert.Equal(1, key);
        Assert.False(heap.TryTakeDue(1000, out _));
        Assert.Equal(0, heap.Count);
    }

    [Fact]
    public void A_key_may_be_scheduled_again_after_it_fell_due()
    {
        var heap = new DelayHeap<int>();
        heap.Schedule(1, 50);
        heap.Schedule(1, 20);
        Assert.True(heap.TryTakeDue(30, out _));

        heap.Schedule(1, 50);

        Assert.True(heap.TryTakeDue(50, out _));
        Assert.False(heap.TryTakeDue(50, out _));
    }

    [Fact]
    public void Moving_deadlines_forward_does_not_grow_the_heap()
    {
        var heap = new DelayHeap<int>();
        for (var due = 100_000; due > 0; due--)
        {
            heap.Schedule(1, due);
        }

        Assert.Equal(1, heap.Count);
        Assert.InRange(heap.Entries, 1, 100);
    }

    [Fact]
    public void It_agrees_with_a_plain_map_of_earliest_deadlines() => Prop.ForAll<(byte Key, byte Due, bool Take)[]>(steps =>
    {
        var heap = new DelayHeap<int>();
        var model = new Dictionary<int, long>();
        foreach (var (key, due, take) in steps)
        {
            if (!take)
            {
                heap.Schedule(key % 8, due);
                model[key % 8] = model.TryGetValue(key % 8, out var earlier) ? Math.Min(earlier, due) : due;
                continue;
            }

            var expected = model.Where(entry => entry.Value <= due).Select(entry => entry.Value).DefaultIfEmpty(-1).Min();
            var peeked = heap.TryPeek(out var head);
            var found = heap.TryTakeDue(due, out var taken);
            if (found != (expected >= 0) || (found && (!peeked || head != expected || model[taken] != expected)))
            {
                return false;
            }

            if (found)
            {
                model.Remove(taken);
            }
        }

        return heap.Count == model.Count;
    }).QuickCheckThrowOnFailure();
}
