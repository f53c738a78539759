using System.Collections.Concurrent;
using Howdah.Queueing.Client;

namespace Howdah.Queueing.Worker;

/// <summary>
/// Prolongs the leases of all running items, every third of the shortest. It cancels nothing for a database that is away: each item has a timer of its own
/// that runs out before its lease can.
/// </summary>
internal sealed class LeaseKeeper(QueueClient client, WorkerOptions options, WorkerMetrics metrics, WorkerLog log)
{
    private const int MaxBatch = 1000;
    private readonly ConcurrentDictionary<(long Id, long Token), ItemRun> _held = new();
    private readonly AsyncSignal _shorter = new();
    private long _shortest = options.Lease.Ticks;

    public ICollection<ItemRun> Held => _held.Values;

    public void Add(ItemRun run)
    {
        _held[(run.Item.Id, run.Item.Token)] = run;
        var length = run.Item.LeaseLength.Ticks;
        if (length < Interlocked.Read(ref _shortest))
        {
            Interlocked.Exchange(ref _shortest, length);
            _shorter.Set();
        }
    }

    public void Remove(ItemRun run) => _held.TryRemove((run.Item.Id, run.Item.Token), out _);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var third = TimeSpan.FromTicks(Math.Max(Interlocked.Read(ref _shortest) / 3, TimeSpan.TicksPerMillisecond * 20));
            if (await _shorter.WaitAsync(third, client.Time, stop))
            {
                continue;
            }

            foreach (var chunk in _held.Values.Where(run => !run.IsEnding).Chunk(MaxBatch))
            {
                await RenewAsync(chunk, third, stop);
            }
        }
    }

    private async Task RenewAsync(ItemRun[] runs, TimeSpan bound, CancellationToken stop)
    {
        // An old and a new lease of the same item cannot be told apart in the answer: the old one is lost anyway.
        var newest = runs.GroupBy(run => run.Item.Id).ToDictionary(group => group.Key, group => group.MaxBy(run => run.Item.Token)!);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            end.CancelAfter(bound);
            var deadlines = await client.RenewAsync([.. newest.Values.Select(run => run.Item)], options.Lease, end.Token);
            foreach (var run in runs)
            {
                if (newest[run.Item.Id] == run && deadlines.TryGetValue(run.Item.Id, out var deadline))
                {
                    run.Prolong(deadline);
                }
                else if (!run.IsEnding && _held.ContainsKey((run.Item.Id, run.Item.Token)))
                {
                    log.LeaseLost(run.Item.Key, "the lease could not be prolonged", null);
                    run.Cancel(CancelReason.Lost);
                }
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            metrics.BackendFailed("renew");
            log.BackendFailed("Renewing", exception);
        }
        catch (OperationCanceledException)
        {
            // The host is at its end.
        }
    }
}
