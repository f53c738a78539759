using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Schema;

[Collection(ServerCollection.Name)]
public sealed class ImportTests(ScratchServer server)
{
    private const string Table = """
        create table public.work_items (
            work_item_id varchar(255) primary key, script_version varchar(10) not null default '2.0', expiration bigint not null, completed_at bigint,
            lease_holder_id varchar(255), creator_id varchar(255) not null, next_acquisition_lease_exponent int not null default 0,
            successor_items text, created_at timestamp default current_timestamp, updated_at timestamp default current_timestamp);
        insert into public.work_items (work_item_id, expiration, creator_id, lease_holder_id, next_acquisition_lease_exponent, successor_items, completed_at)
        select v.id, extract(epoch from now())::bigint + v.seconds, 'creator', v.holder, v.exponent, v.successors, v.done
        from (values
            ('ready', -999999999, null, 0, null, null),
            ('lapsed', -5, 'w1', 3, null, null),
            ('held', 600, 'w1', 2, null, null),
            ('held 2', 600, 'w2', 1, null, null),
            ('half done', -5, 'w3', 1, 'a,b', null),
            ('done', -5, 'w1', 1, null, 1700000000),
            ('replaced', -5, 'w1', 1, 'c', 1700000000)) v (id, seconds, holder, exponent, successors, done)
        """;

    private static readonly QueueName Queue = new("imported");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [SkippableFact]
    public async Task A_live_table_is_taken_over_with_its_leases()
    {
        ScratchServer.Require();
        var (source, client) = await ImportAsync();

        Assert.Equal("waiting", (await client.InspectAsync("ready"))!.State);
        Assert.Equal("waiting", (await client.InspectAsync("lapsed"))!.State);
        Assert.Equal("completed", (await client.InspectAsync("done"))!.State);
        Assert.Equal(["c"], (await client.InspectAsync("replaced"))!.Successors);
        var held = (await client.InspectAsync("held"))!;
        Assert.Equal(("leased", "w1"), (held.State, held.Holder));
        Assert.Equal(
            await source.ScalarAsync<DateTime>("select to_timestamp(expiration) from public.work_items where work_item_id = 'held'"), held.LeaseUntil!.Value.UtcDateTime);
        Assert.Equal(AcquireItemStatus.HeldElsewhere, (await client.AcquireItemAsync("held", "other", Lease)).Status);
        Assert.Equal(AcquireItemStatus.Acquired, (await client.AcquireItemAsync("held", "w1", Lease)).Status);

        // The exponent goes on where it was, and what had died between its successors and its completion is finished, not handed out.
        var taken = await client.AcquireAsync("new", Lease, 10);
        Assert.Equal(TimeSpan.FromSeconds(80), taken.Single(item => item.Key == "lapsed").LeaseLength);
        Assert.Equal(["lapsed", "ready"], taken.Select(item => item.Key).Where(key => key is not ("a" or "b")).Order());
        await UntilAsync(async () => (await client.AcquireAsync("new", Lease, 10)).Count >= 0 && (await client.InspectAsync("half done"))!.State == "completed");
        Assert.NotNull(await client.InspectAsync("a"));
        Assert.NotNull(await client.InspectAsync("b"));
    }

    [SkippableFact]
    public async Task Old_workers_finish_what_they_hold_and_get_nothing_new()
    {
        ScratchServer.Require();
        var (source, client) = await ImportAsync();
        const string Take = """
            update public.work_items set expiration = extract(epoch from now())::bigint + 60, lease_holder_id = 'old'
            where work_item_id = (select work_item_id from public.work_items where completed_at is null and expiration < extract(epoch from now())::bigint limit 1)
            """;
        const string Complete = "update public.work_items set completed_at = 1800000000 where completed_at is null and work_item_id = ";

        Assert.Equal(0, await CountAsync(source, Take));
        Assert.Equal(0, await CountAsync(source, "update public.work_items set lease_holder_id = 'old' where work_item_id = 'held'"));
        Assert.Equal(0, await CountAsync(source, Complete + "'ready'"));
        Assert.Equal(1, await CountAsync(source, "update public.work_items set successor_items = 'x,y' where work_item_id = 'held'"));
        Assert.Equal(1, await CountAsync(source, "insert into public.work_items (work_item_id, expiration, creator_id) values ('x', 0, 'old') on conflict do nothing"));
        Assert.Equal(1, await CountAsync(source, Complete + "'held' and lease_holder_id = 'w1'"));
        Assert.Equal(1, await CountAsync(source, Complete + "'held 2' and lease_holder_id = 'w2'"));

        Assert.Equal(["x", "y"], (await client.InspectAsync("held"))!.Successors);
        Assert.Equal("completed", (await client.InspectAsync("held"))!.State);
        Assert.Equal("completed", (await client.InspectAsync("held 2"))!.State);
        Assert.Equal("waiting", (await client.InspectAsync("x"))!.State);
        Assert.Equal(0, await CountAsync(source, Take));
    }

    [SkippableFact]
    public async Task A_completion_that_comes_after_the_lease_was_taken_over_is_refused_in_the_old_table_too()
    {
        ScratchServer.Require();
        var (source, client) = await ImportAsync();
        await source.ExecuteAsync("update imported.lease set lease_until = clock_timestamp() - interval '1 s' where holder = 'w2'");
        Assert.Equal(AcquireItemStatus.Acquired, (await client.AcquireItemAsync("held 2", "new", Lease)).Status);

        Assert.Equal(0, await CountAsync(source, "update public.work_items set completed_at = 1 where work_item_id = 'held 2' and lease_holder_id = 'w2'"));
        Assert.Equal("new", (await client.InspectAsync("held 2"))!.Holder);
    }

    private async Task<(NpgsqlDataSource Source, QueueClient Client)> ImportAsync()
    {
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        await source.ExecuteAsync("update imported.settings set lease_mode = 'doubling'");
        await source.ExecuteAsync(Table);
        Assert.Equal(3L, await source.ScalarAsync<long>("select leased from imported.import_work_items('public.work_items')"));
        return (source, new QueueClient(source, Queue));
    }

    private static async Task<int> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 500, "the condition has not come true within 10 s");
            await Task.Delay(20);
        }
    }
}
