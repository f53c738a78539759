using System.Collections.Concurrent;
using Howdah.Queueing.Tests.Server;
using Howdah.Queueing.Worker;
using Xunit.Abstractions;

namespace Howdah.Queueing.Tests.Worker;

[Collection(ServerCollection.Name)]
public sealed class WorkerFaultTests(ScratchServer server, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Killed_backends_lose_no_item_and_complete_none_twice()
    {
        await using var fixture = await HostFixture.CreateAsync(server);
        const int Items = 400;
        await fixture.PushAsync(Items);
        var tokens = new ConcurrentDictionary<long, ConcurrentQueue<long>>();
        for (var host = 0; host < 2; host++)
        {
            fixture.Start(
                async (context, cancellation) =>
                {
                    tokens.GetOrAdd(context.Item.Id, _ => new()).Enqueue(context.Token);
                    await Task.Delay(30, cancellation);
                },
                HostFixture.Quick with { Concurrency = 8, Lease = TimeSpan.FromSeconds(2) });
        }

        var killed = 0L;
        await fixture.UntilAsync(
            async () =>
            {
                killed += await KillAsync(fixture);
                return !await PendingAsync(fixture);
            },
            "all items are completed", seconds: 120);
        output.WriteLine($"{killed} backends killed, {tokens.Values.Sum(given => given.Count)} handlers for {Items} items");
        Assert.True(killed > 20, $"only {killed} backends were killed");
        await fixture.CheckCompletedOnceAsync(Items);
        Assert.Equal(Items, tokens.Count);
        Assert.All(tokens.Values, given => Assert.Equal(given.Distinct(), given));
        var completed = await ReadAsync(fixture, "select id, token from jobs.history where event = 'C'");
        Assert.All(completed, row => Assert.Contains(row.Token, tokens[row.Id]));
    }

    /// <summary>Whatever handlers do, each item ends once: completed under the last token given, or dead.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_handlers_do_an_item_is_completed_once_under_its_last_token(int seed)
    {
        await using var fixture = await HostFixture.CreateAsync(server, "backoff_base = '5 milliseconds', backoff_max = '20 milliseconds', attempts_max = 12");
        var random = new Random(seed);
        const int Items = 150;
        await fixture.PushAsync(Items);
        var last = new ConcurrentDictionary<long, long>();
        WorkHandler handler = async (context, cancellation) =>
        {
            last.AddOrUpdate(context.Item.Id, context.Token, (_, before) => Math.Max(before, context.Token));
            int choice;
            lock (random)
            {
                choice = random.Next(10);
            }

            await (choice switch
            {
                0 => throw new InvalidOperationException("fails"),
                1 => throw new OperationCanceledException("lies about a cancellation"),
                2 => context.ReleaseAsync(),
                3 => context.FailAsync("fails itself", TimeSpan.Zero),
                4 => Task.Delay(700, CancellationToken.None),
                5 => Task.Delay(700, cancellation),
                6 => context.CompleteAsync(),
                7 => throw new PoisonItemException("poison"),
                _ => Task.CompletedTask,
            });
            if (choice == 6)
            {
                throw new InvalidOperationException("fails after it has completed");
            }
        };
        for (var host = 0; host < 2; host++)
        {
            fixture.Start(handler, HostFixture.Quick with { Concurrency = 10, Lease = TimeSpan.FromMilliseconds(300), Renew = host == 0 });
        }

        await fixture.UntilDoneAsync();
        var completed = await ReadAsync(fixture, "select id, token from jobs.history where event = 'C'");
        var dead = await ReadAsync(fixture, "select id, token from jobs.dead");
        output.WriteLine($"{completed.Count} completed, {dead.Count} dead");
        Assert.Equal(Items, completed.Count + dead.Count);
        Assert.Equal(Items, completed.Concat(dead).Select(row => row.Id).Distinct().Count());
        Assert.All(completed, row => Assert.Equal(last[row.Id], row.Token));
    }

    /// <summary>Ends every connection of the database but the asking one; how many it was.</summary>
    private static async Task<long> KillAsync(HostFixture fixture)
    {
        try
        {
            return await fixture.Source.ScalarAsync<long>("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and random() < 0.3
                """);
        }
        catch (Npgsql.NpgsqlException)
        {
            return 0;
        }
    }

    private static async Task<bool> PendingAsync(HostFixture fixture)
    {
        try
        {
            return await fixture.Client.HasPendingAsync();
        }
        catch (WorkQueueException)
        {
            return true;
        }
    }

    private static async Task<List<(long Id, long Token)>> ReadAsync(HostFixture fixture, string sql)
    {
        await using var command = fixture.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(long, long)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return rows;
    }
}
