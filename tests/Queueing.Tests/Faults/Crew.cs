using Howdah.Queueing.Client;
using Npgsql;

namespace Howdah.Queueing.Tests.Faults;

/// <summary>Workers that take, and then complete, fail, give back, hold too long, or forget, until nothing is left; the journal has what they saw.</summary>
internal sealed class Crew(QueueName queue, Journal journal, Func<int, NpgsqlDataSource> connect) : IDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly CancellationTokenSource _stop = new(Patience);
    private Task _workers = Task.CompletedTask;

    public bool IsDone => _workers.IsCompleted;

    public void Start(int workers) => _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))));

    /// <summary>Until so many more items have been given out, or nothing is left.</summary>
    public async Task UntilGrantedAsync(int more)
    {
        var goal = journal.Grants + more;
        while (journal.Grants < goal && !IsDone)
        {
            await Task.Delay(2);
        }
    }

    public async Task EndAsync()
    {
        await _workers;
        Assert.False(_stop.IsCancellationRequested, $"not all was done within {Patience}");
    }

    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync(int worker)
    {
        await using var source = connect(worker);
        var client = new QueueClient(source, queue);
        var random = new Random(worker);
        while (!_stop.IsCancellationRequested)
        {
            IReadOnlyList<LeasedItem> items = [];
            await Verdict.UntilItWorksAsync(async () => items = await client.AcquireAsync($"worker {worker}", Lease, random.Next(1, 4), _stop.Token));
            items.ToList().ForEach(journal.Granted);
            if (items.Count == 0)
            {
                var isEmpty = false;
                await Verdict.UntilItWorksAsync(async () => isEmpty = !await client.HasPendingAsync(_stop.Token));
                if (isEmpty)
                {
                    return;
                }

                await Task.Delay(5);
            }

            foreach (var item in items)
            {
                await UseAsync(client, item, random.Next(30));
            }
        }
    }

    private async Task UseAsync(QueueClient client, LeasedItem item, int what)
    {
        if (what == 0)
        {
            return;
        }

        if (what == 1)
        {
            await Task.Delay(Lease, _stop.Token);
        }

        try
        {
            switch (what)
            {
                case 2:
                    journal.GivingUp(item.Token, TimeProvider.System.GetTimestamp());
                    await client.ReleaseAsync([item], _stop.Token);
                    break;
                case 3:
                    journal.GivingUp(item.Token, TimeProvider.System.GetTimestamp());
                    await client.FailAsync(item, "test", cancellationToken: _stop.Token);
                    break;
                default:
                    await client.CompleteAsync(item.Id, item.Token, null, Patient, null, _stop.Token);
                    journal.Completed(new Journal.Completion(item.Id, item.Key, item.Token));
                    break;
            }
        }
        catch (WorkQueueException exception) when (exception.Error is WorkQueueError.StaleToken or WorkQueueError.NotOwner or WorkQueueError.AlreadyCompleted
            or WorkQueueError.RetriesExceeded)
        {
            // Lost in the meantime, or given up with an answer that was lost: what happened is for the journal to judge.
        }
    }

    /// <summary>As a completion is tried otherwise, but looking more often.</summary>
    private static RetrySchedule Patient { get; } = new(200, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(160));
}
