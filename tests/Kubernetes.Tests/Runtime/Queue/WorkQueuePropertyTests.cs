using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Queue;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Queue;

public class WorkQueuePropertyTests
{
    private enum Step
    {
        Add,
        Take,
        Done,
        AddLater,
        Fail,
        Pass,
    }

    [Fact]
    public void No_wish_is_lost_and_no_key_is_held_twice() => Prop.ForAll<(byte Step, byte Key)[]>(steps =>
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue<int>(time, new Jitter(new Random(1)));
        var held = new HashSet<int>();
        var wished = new HashSet<int>();
        var later = new Dictionary<int, TimeSpan>();
        var now = TimeSpan.Zero;
        foreach (var (step, raw) in steps)
        {
            var key = raw % 4;
            switch ((Step)(step % 6))
            {
                case Step.Add:
                    queue.Add(key);
                    wished.Add(key);
                    break;
                case Step.Take when TryTake(queue, out var taken):
                    if (!held.Add(taken) || !wished.Remove(taken))
                    {
                        return false;
                    }

                    break;
                case Step.Take when wished.Except(held).Any():
                    return false;
                case Step.Done:
                    queue.Done(key);
                    held.Remove(key);
                    break;
                case Step.AddLater:
                    queue.AddAfter(key, TimeSpan.FromSeconds(raw + 1));
                    Earliest(later, key, now + TimeSpan.FromSeconds(raw + 1));
                    break;
                case Step.Fail:
                    queue.AddRateLimited(key);
                    now += TimeSpan.FromMinutes(5);
                    time.Advance(TimeSpan.FromMinutes(5));
                    wished.Add(key);
                    Release(later, wished, now);
                    break;
                case Step.Pass:
                    now += TimeSpan.FromSeconds(raw);
                    time.Advance(TimeSpan.FromSeconds(raw));
                    Release(later, wished, now);
                    break;
                default:
                    break;
            }

            if (queue.Depth != wished.Except(held).Count() || queue.DelayedCount != later.Count || queue.ProcessingCount != held.Count)
            {
                return false;
            }
        }

        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public async Task Many_workers_and_producers_never_share_a_key_and_finish_all_work()
    {
        const int keys = 16;
        const int rounds = 5_000;
        using var queue = new WorkQueue<int>(TimeProvider.System, new Jitter(new Random(1)));
        var busy = new int[keys];
        var wanted = new int[keys];
        var seen = new int[keys];
        var overlaps = 0;

        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await queue.GetAsync(CancellationToken.None) is { } key)
            {
                if (Interlocked.Increment(ref busy[key]) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                Volatile.Write(ref seen[key], Volatile.Read(ref wanted[key]));
                await Task.Yield();
                Interlocked.Decrement(ref busy[key]);
                queue.Done(key);
            }
        })).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() =>
        {
            var random = new Random(producer);
            for (var i = 0; i < rounds; i++)
            {
                var key = random.Next(keys);
                Interlocked.Increment(ref wanted[key]);
                queue.Add(key);
            }
        })));

        await Eventually.True(() => Enumerable.Range(0, keys).All(key => Volatile.Read(ref seen[key]) == wanted[key]));
        queue.ShutDown();
        await Eventually.Completes(Task.WhenAll(workers));
        Assert.Equal(0, overlaps);
    }

    private static bool TryTake(WorkQueue<int> queue, out int key)
    {
        key = 0;
        if (queue.Depth == 0)
        {
            return false;
        }

        var taken = queue.GetAsync(CancellationToken.None);
        key = taken.IsCompletedSuccessfully ? taken.Result!.Value : -1;
        return true;
    }

    private static void Earliest(Dictionary<int, TimeSpan> later, int key, TimeSpan due) =>
        later[key] = later.TryGetValue(key, out var earlier) && earlier < due ? earlier : due;

    private static void Release(Dictionary<int, TimeSpan> later, HashSet<int> wished, TimeSpan now)
    {
        foreach (var (key, _) in later.Where(entry => entry.Value <= now).ToList())
        {
            later.Remove(key);
            wished.Add(key);
        }
    }
}
