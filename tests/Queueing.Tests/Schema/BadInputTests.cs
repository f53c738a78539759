using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Schema;

/// <summary>Everything that may be refused is refused with the SQLSTATE of docs/workqueue.md, and changes nothing.</summary>
[Collection(ServerCollection.Name)]
public sealed class BadInputTests(ScratchServer server)
{
    private static readonly QueueName Queue = new("strict");

    /// <summary>HELD, EXPIRED, TAKEN, DONE and DEAD stand for a number and a token; STALE for the number of TAKEN with its old token.</summary>
    private static readonly (string Call, string Code)[] Refusals =
    [
        ("create_item('')", "WQ005"),
        ("create_item(null)", "WQ005"),
        ("create_item(repeat('x', 2049))", "WQ005"),
        ("create_item(repeat('ä', 1025))", "WQ005"),
        ("create_item(E'a\\x00b')", "22021"),
        ("create_item(E'\\xff')", "22021"),
        ("create_item('new', to_jsonb(repeat(md5('x'), 40000) || random()))", "WQ012"),
        ("create_item('new', null, 4::smallint)", "WQ005"),
        ("create_item('new', null, 1::smallint, 'infinity')", "WQ005"),
        ("create_item('new', null, 1::smallint, null, -1::smallint)", "WQ005"),
        ("push_items(null)", "WQ005"),
        ("push_items(array['new', ''])", "WQ005"),
        ("push_items(array['new', null])", "WQ005"),
        ("push_items(array['new'], array['1', '2']::jsonb[])", "WQ005"),
        ("push_items(array[array['new', 'b']])", "WQ005"),
        ("acquire('w', '0')", "WQ005"),
        ("acquire('w', '-1 s')", "WQ005"),
        ("acquire('w', null)", "WQ005"),
        ("acquire('', '1 min')", "WQ005"),
        ("acquire(null, '1 min')", "WQ005"),
        ("acquire(repeat('w', 513), '1 min')", "WQ005"),
        ("acquire('w', '1 min', 0)", "WQ005"),
        ("acquire('w', '1 min', 10001)", "WQ005"),
        ("acquire('w', '1 min', 1, array[1], array[]::bigint[])", "WQ005"),
        ("acquire('w', '1 min', 1, array[STALE.id], array[STALE.token])", "WQ001"),
        ("acquire('w', '1 min', 1, array[HELD.id, STALE.id], array[HELD.token, STALE.token])", "WQ001"),
        ("complete_and_acquire(array[STALE.id], array[STALE.token], 'w', '1 min')", "WQ001"),
        ("acquire_item('', 'w', '1 min')", "WQ005"),
        ("acquire_item('new', 'w', '-1 s')", "WQ005"),
        ("complete(STALE.id, STALE.token)", "WQ001"),
        ("complete(HELD.id, HELD.token, 'somebody else')", "WQ002"),
        ("complete(HELD.id, 1)", "WQ001"),
        ("complete(DONE.id, 1)", "WQ004"),
        ("complete(DEAD.id, DEAD.token)", "WQ011"),
        ("complete(999999, 1)", "WQ008"),
        ("complete(null, null)", "WQ008"),
        ("complete_many(array[1], array[1, 2])", "WQ005"),
        ("complete_many(null, null)", "WQ005"),
        ("fail(STALE.id, STALE.token, 'x')", "WQ001"),
        ("fail(DONE.id, DONE.token, 'x')", "WQ004"),
        ("fail(DEAD.id, 1, 'x')", "WQ002"),
        ("fail(DEAD.id, DEAD.token, 'x', null, true, 'somebody else')", "WQ002"),
        ("fail(HELD.id, HELD.token, 'x', '-1 s')", "WQ005"),
        ("renew(HELD.id, HELD.token, '-1 s')", "WQ005"),
        ("renew(HELD.id, HELD.token, '0')", "WQ005"),
        ("renew(EXPIRED.id, EXPIRED.token, '1 min')", "WQ003"),
        ("renew(STALE.id, STALE.token, '1 min')", "WQ001"),
        ("renew(DONE.id, DONE.token, '1 min')", "WQ004"),
        ("complete_with_successors(HELD.id, HELD.token, array['held'])", "WQ006"),
        ("complete_with_successors(HELD.id, HELD.token, array['new', 'held'])", "WQ006"),
        ("complete_with_successors(HELD.id, HELD.token, array['new', 'new'])", "WQ006"),
        ("complete_with_successors(HELD.id, HELD.token, array['new', ''])", "WQ005"),
        ("complete_with_successors(HELD.id, HELD.token, array['new', null])", "WQ005"),
        ("complete_with_successors(HELD.id, HELD.token, null)", "WQ005"),
        ("complete_with_successors(HELD.id, HELD.token, array['new'], -1::smallint)", "WQ005"),
        ("complete_with_successors(CHILD.id, CHILD.token, array['new', 'parent'])", "WQ006"),
        ("complete_with_successors(STALE.id, STALE.token, array['new'])", "WQ001"),
        ("complete_with_successors(DONE.id, DONE.token, array['new'])", "WQ004"),
        ("backlog(0)", "WQ005"),
        ("no_such_verb()", "42883"),
    ];

    [SkippableFact]
    public async Task Every_refusal_has_its_code_and_changes_nothing()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var names = await SetUpAsync(source);
        var before = await StateAsync(source);
        var problems = new List<string>();
        foreach (var (call, expected) in Refusals)
        {
            var sql = names.Aggregate(call, (text, name) => text.Replace(name.Key + ".id", $"{name.Value.Id}", StringComparison.Ordinal)
                .Replace(name.Key + ".token", $"{name.Value.Token}", StringComparison.Ordinal));
            var seen = "success";
            try
            {
                await source.ExecuteAsync($"select * from strict.{sql}");
            }
            catch (PostgresException exception)
            {
                seen = exception.SqlState;
            }

            if (seen != expected)
            {
                problems.Add($"{call}: {seen}, not {expected}");
            }

            if (await StateAsync(source) != before)
            {
                problems.Add($"{call} has changed something");
                before = await StateAsync(source);
            }
        }

        Assert.Equal([], problems);
    }

    [SkippableTheory]
    [InlineData("x")]
    [InlineData("日本語 größe \U0001F418 \n\t'\"\\")]
    [InlineData("2048")]
    public async Task Any_text_up_to_2048_bytes_is_an_id(string id)
    {
        ScratchServer.Require();
        var key = id == "2048" ? string.Concat(Enumerable.Repeat("\U0001F418", 512)) : id;
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        var client = new QueueClient(source, Queue);

        Assert.True(await client.CreateAsync(new NewItem(key)));
        Assert.False(await client.CreateAsync(new NewItem(key)));
        var item = Assert.Single(await client.AcquireAsync("w", TimeSpan.FromMinutes(1)));
        Assert.Equal(key, item.Key);
        Assert.True(await client.CompleteAsync(item));
    }

    [SkippableFact]
    public async Task A_queue_that_is_not_there_is_an_error_of_its_own()
    {
        ScratchServer.Require();
        var client = new QueueClient(await server.CreateSourceAsync(), new QueueName("nowhere"));

        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => client.AcquireAsync("w", TimeSpan.FromMinutes(1)));
        Assert.Equal(WorkQueueError.UnknownQueue, exception.Error);
    }

    private static async Task<Dictionary<string, (long Id, long Token)>> SetUpAsync(NpgsqlDataSource source)
    {
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.InstallTestClockAsync(Queue);
        var client = new QueueClient(source, Queue);
        async Task<(long Id, long Token)> TakeAsync(string key, string holder, int seconds)
        {
            var item = (await client.AcquireItemAsync(key, holder, TimeSpan.FromSeconds(seconds))).Item!;
            return (item.Id, item.Token);
        }

        var names = new Dictionary<string, (long Id, long Token)> { ["STALE"] = await TakeAsync("taken", "first", 1), ["EXPIRED"] = await TakeAsync("expired", "w", 1) };
        await source.AdvanceClockAsync(Queue, TimeSpan.FromSeconds(2));
        names["TAKEN"] = await TakeAsync("taken", "first", 3600);
        names["HELD"] = await TakeAsync("held", "w", 3600);
        var parent = (await client.AcquireItemAsync("parent", "w", TimeSpan.FromHours(1))).Item!;
        await client.CompleteWithSuccessorsAsync(parent, ["child"]);
        names["CHILD"] = await TakeAsync("child", "w", 3600);
        var done = (await client.AcquireItemAsync("done", "w", TimeSpan.FromHours(1))).Item!;
        await client.CompleteAsync(done);
        names["DONE"] = (done.Id, done.Token);
        var dead = (await client.AcquireItemAsync("dead", "w", TimeSpan.FromHours(1))).Item!;
        await client.FailAsync(dead, "test", permanent: true);
        names["DEAD"] = (dead.Id, dead.Token);
        await source.ExecuteAsync("update strict.lease set lease_until = '2000-01-01' where id = " + names["EXPIRED"].Id);
        return names;
    }

    private static Task<string> StateAsync(NpgsqlDataSource source) => source.ScalarAsync<string>("""
        select concat_ws(' ', (select string_agg(i::text, ',' order by i.id) from strict.item i), (select string_agg(r::text, ',' order by r.id) from strict.ready r),
            (select string_agg(l::text, ',' order by l.id) from strict.lease l), (select string_agg(d::text, ',' order by d.id) from strict.dead d),
            (select string_agg(h::text, ',' order by h.at, h.id) from strict.history h), (select s::text from strict.settings s))
        """);
}
