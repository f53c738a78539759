using Howdah.Queueing.Client;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>Many workers on one index, which die, freeze and lose requests and answers.</summary>
public sealed class SearchConcurrencyTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task Of_those_who_race_for_one_item_one_gets_it()
    {
        await using var server = SearchServer.Require();
        await server.Open().SetupAsync();
        var racers = Enumerable.Range(0, 8).Select(number => server.Worker($"racer {number}")).ToArray();
        for (var round = 0; round < 15; round++)
        {
            var id = $"item {round}";
            await racers[0].CreateUnassignedWorkItemAsync(id);
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var racing = racers.Select((racer, number) => Task.Run(async () =>
            {
                await gate.Task;
                try
                {
                    return number % 2 == 0
                        ? await racer.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1))
                        : await racer.CreateOrUpdateLeaseForWorkItemAsync(id, TimeSpan.FromMinutes(1));
                }
                catch (WorkQueueException exception) when (exception.Error == WorkQueueError.LeaseHeldElsewhere)
                {
                    return new WorkAcquisition.NoAvailableWork();
                }
            })).ToArray();
            gate.SetResult();
            var won = await Task.WhenAll(racing);
            var winner = Assert.Single(won, acquisition => acquisition is WorkAcquisition.Acquired);
            Assert.Equal(id, ((WorkAcquisition.Acquired)winner).Id);
            await racers[Array.IndexOf(won, winner)].CompleteWorkItemAsync(id);
        }
    }

    [SkippableFact]
    public async Task No_item_has_two_holders_and_none_is_lost()
    {
        await using var server = SearchServer.Require(options => options with { ExponentCap = 1 });
        await server.Open().SetupAsync();
        var creator = server.Worker("creator");
        var items = Enumerable.Range(0, 40).Select(number => $"item {number}").ToArray();
        await Parallel.ForEachAsync(items, async (item, token) => Assert.True(await creator.CreateUnassignedWorkItemAsync(item, token)));

        var history = new History();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Task.Run(() => WorkAsync(server, number, history))));

        output.WriteLine($"{history.Acquired} leases, {history.Killed} workers killed, {history.Refused} late completions refused");
        Assert.Empty(history.Violations());
        Assert.Equal(items.Order(), history.Completed.Order());
        Assert.Equal(0, await creator.NumWorkItemsNotYetCompleteAsync());
        Assert.Equal(items.Length, (await new SearchBackend(server, server.Open()).FindAsync(null)).Count);
        Assert.True(history.Killed > 0);
    }

    /// <summary>One process after another: each takes items until it dies, until nothing is left.</summary>
    private static async Task WorkAsync(SearchServer server, int seed, History history)
    {
        var random = new Random(seed);
        for (var life = 0; ; life++)
        {
            var handler = new FaultyHandler
            {
                Decide = (_, _) =>
                {
                    lock (random)
                    {
                        return random.Next(100) switch { < 3 => Fault.Unsent, < 6 => Fault.AnswerLost, _ => null };
                    }
                },
            };
            var worker = new OpenSearchWorkCoordinator(server.Open(handler), $"worker {seed}, life {life}");
            while (true)
            {
                WorkAcquisition acquisition;
                try
                {
                    acquisition = await worker.AcquireNextWorkItemAsync(Lease);
                    if (acquisition is not WorkAcquisition.Acquired && !await worker.WorkItemsNotYetCompleteAsync())
                    {
                        return;
                    }
                }
                catch (WorkQueueException exception) when (exception.Error == WorkQueueError.RetriesExceeded)
                {
                    continue;
                }

                if (acquisition is not WorkAcquisition.Acquired { Lease: { } lease })
                {
                    await Task.Delay(50);
                    continue;
                }

                history.Acquire(lease);
                var fate = random.Next(100);
                if (fate < 20)
                {
                    history.Kill();
                    break;
                }

                await Task.Delay(fate < 30 ? Lease * 1.5 : TimeSpan.FromMilliseconds(random.Next(20)));
                try
                {
                    await worker.CompleteWorkItemAsync(lease.Key);
                    history.Complete(lease);
                }
                catch (WorkQueueException exception) when (exception.Error is WorkQueueError.NotOwner or WorkQueueError.StaleToken or WorkQueueError.AlreadyCompleted)
                {
                    history.Refuse();
                }
            }
        }
    }

    /// <summary>What the workers believe: each that it holds an item until its lease's deadline by its own clock, or until it is done with it.</summary>
    private sealed class History
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, LeasedItem> _holders = [];
        private readonly List<LeasedItem> _leases = [];
        private readonly List<LeasedItem> _completed = [];
        private readonly List<string> _violations = [];

        public IEnumerable<string> Completed => _completed.Select(lease => lease.Key);

        public int Acquired => _leases.Count;

        public int Killed { get; private set; }

        public int Refused { get; private set; }

        /// <summary>Whoever is told of its lease so late that it is over does not hold anything.</summary>
        public void Acquire(LeasedItem lease)
        {
            lock (_lock)
            {
                _leases.Add(lease);
                if (lease.Remaining(TimeProvider.System) <= TimeSpan.Zero)
                {
                    return;
                }

                if (_holders.TryGetValue(lease.Key, out var other) && other.Remaining(TimeProvider.System) > TimeSpan.Zero)
                {
                    _violations.Add($"{lease.Key} has two holders for another {other.Remaining(TimeProvider.System)}");
                }

                _holders[lease.Key] = lease;
            }
        }

        public void Complete(LeasedItem lease)
        {
            lock (_lock)
            {
                _completed.Add(lease);
            }
        }

        public void Kill()
        {
            lock (_lock)
            {
                Killed++;
            }
        }

        public void Refuse()
        {
            lock (_lock)
            {
                Refused++;
            }
        }

        /// <summary>Also: tokens do not grow from lease to lease, or an item was completed under another lease than its last.</summary>
        public IEnumerable<string> Violations()
        {
            foreach (var item in _leases.GroupBy(lease => lease.Key))
            {
                var inOrder = item.OrderBy(lease => lease.Attempt).ToList();
                for (var i = 1; i < inOrder.Count; i++)
                {
                    if (inOrder[i].Token <= inOrder[i - 1].Token || inOrder[i].Attempt == inOrder[i - 1].Attempt)
                    {
                        _violations.Add($"{item.Key}: lease {inOrder[i].Attempt} has token {inOrder[i].Token}, the one before {inOrder[i - 1].Token}");
                    }
                }

                if (_completed.Any(lease => lease.Key == item.Key && lease.Token != inOrder[^1].Token))
                {
                    _violations.Add($"{item.Key} was completed under another lease than its last");
                }
            }

            return _violations;
        }
    }
}
