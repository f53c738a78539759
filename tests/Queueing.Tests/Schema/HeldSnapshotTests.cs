using System.Globalization;
using System.Text.RegularExpressions;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Schema;

/// <summary>What taking an item reads while VACUUM cannot remove what was taken before. Buffers are counted, not seconds.</summary>
[Collection(ServerCollection.Name)]
public sealed partial class HeldSnapshotTests(ScratchServer server)
{
    private const int Items = 12_000;

    /// <summary>About ninety pages are read for an item that is found at once; the pages of what was taken are several hundred.</summary>
    private const int Bound = 250;

    private static readonly QueueName Queue = new("held");

    [SkippableTheory]
    [InlineData("a reader", "begin isolation level repeatable read; select count(*) from pg_class")]
    [InlineData("a writer", "begin; create table held_by_writer (x int)")]
    public async Task Taking_costs_the_same_after_thousands_were_taken_under_a_held_snapshot(string who, string hold)
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        var client = new QueueClient(source, Queue);
        await client.PushAsync(Enumerable.Range(0, Items + 100).Select(i => new NewItem($"item {i}")));
        await using var holder = await source.OpenConnectionAsync();
        await using var begin = new NpgsqlCommand(hold, holder);
        await begin.ExecuteNonQueryAsync();

        for (var taken = 0; taken < Items;)
        {
            var items = await client.AcquireAsync("w", TimeSpan.FromMinutes(5), 500);
            taken += items.Count;
            await client.CompleteManyAsync(items);
        }

        var reads = new List<int>();
        for (var tries = 0; tries < 50 && (reads.Count == 0 || reads.Min() > Bound); tries++)
        {
            reads.Add(await CountBuffersAsync(source));
        }

        Assert.True(reads.Min() <= Bound, $"with {who} in the way, taking one item reads {reads.Min()} pages");
        await using var rollback = new NpgsqlCommand("rollback", holder);
        await rollback.ExecuteNonQueryAsync();
    }

    [SkippableFact]
    public async Task What_is_committed_late_is_found_although_newer_items_were_taken_before()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        var client = new QueueClient(source, Queue);
        await using var slow = await source.OpenConnectionAsync();
        await using var late = new NpgsqlCommand("begin; select held.create_item('late')", slow);
        await late.ExecuteNonQueryAsync();
        await client.PushAsync(Enumerable.Range(0, 300).Select(i => new NewItem($"item {i}")));
        for (var i = 0; i < 100; i++)
        {
            Assert.Single(await client.AcquireAsync("w", TimeSpan.FromMinutes(5)));
        }

        await using var commit = new NpgsqlCommand("commit", slow);
        await commit.ExecuteNonQueryAsync();
        var taken = new List<string>();
        while ((await client.AcquireAsync("w", TimeSpan.FromMinutes(5))).SingleOrDefault() is { } item)
        {
            taken.Add(item.Key);
        }

        Assert.Equal(201, taken.Count);
        Assert.Contains("late", taken);
    }

    private static async Task<int> CountBuffersAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("explain (analyze, buffers, costs off, timing off) select * from held.acquire('w', '5 min')");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (Hits().Match(reader.GetString(0)) is { Success: true } match)
            {
                return match.Groups.Values.Skip(1).Where(group => group.Success).Sum(group => int.Parse(group.Value, CultureInfo.InvariantCulture));
            }
        }

        throw new InvalidOperationException("the plan has no line about buffers");
    }

    [GeneratedRegex(@"Buffers: shared (hit=(?<hit>\d+))?( ?read=(?<read>\d+))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hits();
}
