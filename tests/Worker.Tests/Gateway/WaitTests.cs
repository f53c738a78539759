using System.Diagnostics;
using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Worker.Tests.Gateway;

[Collection(ServerCollection.Name)]
public sealed class WaitTests(ScratchServer server)
{
    [SkippableFact]
    public async Task Those_who_wait_hold_no_connection_and_are_served_in_order()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { Connections = 4 });
        var waiting = new List<Task<(int Status, System.Text.Json.Nodes.JsonNode? Body)>>();
        for (var number = 0; number < 50; number++)
        {
            waiting.Add(gateway.PostAsync("acquire", new { holder = "w" + number, waitSeconds = 50 }));
            var expected = number + 1;
            await GatewayFixture.UntilAsync(async () => await WaitingAsync(gateway) == expected, "the request waits");
        }

        Assert.InRange(await gateway.Source.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name = 'gateway under test'"), 0, 4);
        await gateway.Queue.PushAsync([new NewItem("a"), new NewItem("b")]);
        var replies = await Task.WhenAll(waiting[0], waiting[1]).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["a", "b"], replies.Select(reply => (string)reply.Body!["items"]![0]!["key"]!).Order());
        Assert.All(waiting.Skip(2), task => Assert.False(task.IsCompleted));
        await gateway.Queue.PushAsync(Enumerable.Range(0, 48).Select(number => new NewItem("c" + number)));
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [SkippableFact]
    public async Task A_wait_ends_with_nothing_when_its_time_is_over()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var watch = Stopwatch.StartNew();
        Assert.Empty((await gateway.DoneAsync("acquire", new { holder = "w", waitSeconds = 0.7 }))["items"]!.AsArray());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.69, 20);
        Assert.Equal(0, await WaitingAsync(gateway));
    }

    /// <summary>A worker counts its lease from before its request was sent: without the wait, a long one would leave nothing of a short lease.</summary>
    [SkippableFact]
    public async Task How_long_a_request_has_waited_is_told_with_the_leases()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var sent = Stopwatch.StartNew();
        var request = gateway.DoneAsync("acquire", new { holder = "w", leaseSeconds = 0.5, waitSeconds = 50 });
        await GatewayFixture.UntilAsync(async () => await WaitingAsync(gateway) == 1, "the request waits");
        var arrived = Stopwatch.StartNew();
        await GatewayFixture.UntilAsync(() => Task.FromResult(arrived.ElapsedMilliseconds > 700), "it has waited for longer than its lease");
        var waited = arrived.ElapsedMilliseconds;
        await gateway.Queue.PushAsync([new NewItem("a")]);
        var reply = await request;
        Assert.InRange((long)reply["waitedMilliseconds"]!, waited, sent.ElapsedMilliseconds);
        Assert.InRange((long)reply["items"]!.AsArray().Single()!["leaseMilliseconds"]!, 400, 500);
        Assert.InRange((long)(await gateway.DoneAsync("acquire", new { holder = "w" }))["waitedMilliseconds"]!, 0, 60_000);
    }

    [SkippableFact]
    public async Task A_client_that_goes_away_while_it_waits_takes_no_item_along()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        using var gone = new CancellationTokenSource();
        var request = gateway.PostAsync("acquire", new { holder = "gone", waitSeconds = 50, leaseSeconds = 600 }, gone.Token);
        await GatewayFixture.UntilAsync(async () => await WaitingAsync(gateway) == 1, "the request waits");
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await GatewayFixture.UntilAsync(async () => await WaitingAsync(gateway) == 0, "the request has left");
        await gateway.Queue.PushAsync([new NewItem("a")]);
        Assert.Equal("a", (string)(await gateway.TakeAsync("here", waitSeconds: 10))["key"]!);
    }

    [SkippableFact]
    public async Task What_is_taken_for_clients_that_vanish_is_released_before_its_lease_ends()
    {
        // The window is far longer than clients that vanish stay, so that they are gone when the answer comes.
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { Window = TimeSpan.FromMilliseconds(150), DryWindow = TimeSpan.FromMilliseconds(150) });
        const int Items = 400;
        await gateway.Queue.PushAsync(Enumerable.Range(0, Items).Select(number => new NewItem("k" + number)));
        var random = new Random(5);
        var lost = 0;
        var kept = new System.Collections.Concurrent.ConcurrentBag<(string Id, string Token)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 800), new ParallelOptions { MaxDegreeOfParallelism = 40 }, async (number, _) =>
        {
            int delay;
            lock (random)
            {
                delay = number % 3 == 0 ? 60_000 : random.Next(1, 30);
            }

            // A client each, so that giving up closes its connection.
            using var http = new HttpClient { BaseAddress = gateway.Http.BaseAddress };
            using var gone = new CancellationTokenSource(delay);
            try
            {
                using var response = await http.PostAsync(new Uri("/v1/queues/jobs/acquire", UriKind.Relative), new StringContent("""{"holder": "h", "leaseSeconds": 3600}"""), gone.Token);
                var reply = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None))!;
                foreach (var item in reply["items"]!.AsArray())
                {
                    kept.Add(((string)item!["id"]!, (string)item["token"]!));
                }
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref lost);
            }
        });
        Assert.True(lost > 50, $"only {lost} clients have vanished");

        // What is written to a socket just before its client closes it cannot be known to be unread: that is rare, and what leases are for.
        long missing = 0;
        await GatewayFixture.UntilAsync(
            async () =>
            {
                var backlog = await gateway.Queue.BacklogAsync();
                missing = backlog.Leased - kept.Count;
                return missing <= Items / 20;
            },
            "all but a few items are free or with those who got them", seconds: 20);
    }

    [SkippableFact]
    public async Task A_stop_answers_those_who_wait()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var request = gateway.PostAsync("acquire", new { holder = "w", waitSeconds = 50 });
        await GatewayFixture.UntilAsync(async () => await WaitingAsync(gateway) == 1, "the request waits");
        await gateway.Server.Application.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        var (status, reply) = await request;
        Assert.Equal(200, status);
        Assert.Empty(reply!["items"]!.AsArray());
    }

    private static async Task<int> WaitingAsync(GatewayFixture gateway) => (int)(await gateway.GetAsync("/v1/queues/jobs/stats")).Body!["waiting"]!;
}
