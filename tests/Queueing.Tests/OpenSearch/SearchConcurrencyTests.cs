using System.Collections.Concurrent;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Tests.Acceptance;
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
            using var gate = new Barrier(racers.Length);
            var won = await Task.WhenAll(racers.Select((racer, number) => Task.Run(async () =>
            {
                gate.SignalAndWait();
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
            })));
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
        Assert.Empty(history.Violations);
        Assert.Equal(items.Order(), history.Completed.Keys.Order());
        Assert.All(history.Completed.Values, count => Assert.Equal(1, count));
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
                    history.Refuse(lease);
                }
            }
        }
    }

    /// <summary>What the workers believe: each that it holds an item until its lease's deadline by its own clock, or until it is done with it.</summary>
    private sealed class History
    {
        private readonly Dictionary<string, Client.LeasedItem> _holders = [];
        private readonly Dictionary<string, long> _tokens = [];

        public ConcurrentDictionary<string, int> Completed { get; } = new();

        public List<string> Violations { get; } = [];

        public int Acquired { get; private set; }

        public int Killed { get; private set; }

        public int Refused { get; private set; }

        public void Acquire(Client.LeasedItem lease)
        {
            lock (_holders)
            {
                Acquired++;
                if (_holders.TryGetValue(lease.Key, out var other) && other.Remaining(TimeProvider.System) > TimeSpan.Zero)
                {
                    Violations.Add($"{lease.Key} has two holders for another {other.Remaining(TimeProvider.System)}");
                }

                if (_tokens.TryGetValue(lease.Key, out var token) && token >= lease.Token)
                {
                    Violations.Add($"{lease.Key}: token {lease.Token} after {token}");
                }

                if (Completed.ContainsKey(lease.Key))
                {
                    Violations.Add($"{lease.Key} was leased after its completion");
                }

                (_holders[lease.Key], _tokens[lease.Key]) = (lease, lease.Token);
            }
        }

        public void Kill()
        {
            lock (_holders)
            {
                Killed++;
            }
        }

        public void Complete(Client.LeasedItem lease)
        {
            lock (_holders)
            {
                if (_tokens[lease.Key] != lease.Token)
                {
                    Violations.Add($"{lease.Key} was completed under token {lease.Token}, not {_tokens[lease.Key]}");
                }

                Completed.AddOrUpdate(lease.Key, 1, (_, count) => count + 1);
                _holders.Remove(lease.Key);
            }
        }

        public void Refuse(Client.LeasedItem lease)
        {
            lock (_holders)
            {
                Refused++;
            }
        }
    }
}
