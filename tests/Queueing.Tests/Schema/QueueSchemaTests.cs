using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Queueing.Tests.Schema;

[Collection(ServerCollection.Name)]
public sealed class QueueSchemaTests(ScratchServer server)
{
    private static readonly string[] Names = ["orders", "With \"quotes\" and spaces; drop table x", "größe-日本", "select"];

    [SkippableFact]
    public async Task Twelve_set_ups_at_the_same_time_all_succeed_and_make_one_schema()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var steps = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => new QueueSchema(source, new QueueName("q")).MigrateAsync()));

        Assert.Equal(QueueSchema.LatestVersion, steps.Sum());
        Assert.Equal(QueueSchema.LatestVersion, await new QueueSchema(source, new QueueName("q")).ReadVersionAsync());
    }

    [SkippableFact]
    public async Task Any_legal_name_can_be_a_queue_and_queues_do_not_see_each_other()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        foreach (var name in Names)
        {
            var queue = new QueueName(name);
            await new QueueSchema(source, queue).MigrateAsync();
            await source.ExecuteAsync($"select {queue.Quoted}.create_item('a')");
            Assert.Equal(1L, await source.ScalarAsync<long>($"select count(*) from {queue.Quoted}.acquire('w', '1 min', 10)"));
        }

        var indexes = await source.ScalarAsync<long>("select min(n) from (select count(*) n from pg_indexes where indexname not like 'history_2%' group by schemaname having schemaname not in ('pg_catalog')) x");
        Assert.Equal(indexes, await source.ScalarAsync<long>("select max(n) from (select count(*) n from pg_indexes where indexname not like 'history_2%' group by schemaname having schemaname not in ('pg_catalog')) x"));
    }

    [SkippableFact]
    public async Task A_schema_of_a_newer_library_is_refused_and_left_alone()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var schema = new QueueSchema(source, new QueueName("q"));
        await schema.MigrateAsync();
        await source.ExecuteAsync("insert into q.migration (version, name, checksum) values (9999, 'future', '')");

        var exception = await Assert.ThrowsAsync<QueueSchemaException>(() => schema.MigrateAsync());
        Assert.Contains("9999", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_step_that_was_changed_after_it_ran_is_refused()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var schema = new QueueSchema(source, new QueueName("q"));
        await schema.MigrateAsync();
        await source.ExecuteAsync("update q.migration set checksum = 'x' where version = 2");

        await Assert.ThrowsAsync<QueueSchemaException>(() => schema.MigrateAsync());
    }

    [SkippableFact]
    public async Task The_version_of_a_schema_that_is_not_there_is_zero()
    {
        ScratchServer.Require();
        Assert.Equal(0, await new QueueSchema(await server.CreateSourceAsync(), new QueueName("none")).ReadVersionAsync());
    }

    [SkippableFact]
    public async Task Roles_can_do_their_own_work_and_nothing_else()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        var queue = new QueueName("Role test");
        await new QueueSchema(source, queue).MigrateAsync();
        var roles = new QueueRoles(source, queue);
        await Task.WhenAll(Enum.GetValues<QueueRole>().Select(role => roles.GrantAsync("Q " + role, role)));
        await Task.WhenAll(Enum.GetValues<QueueRole>().Select(role => roles.GrantAsync("Q " + role, role)));

        var calls = new (string Call, QueueRole[] Allowed)[]
        {
            ("create_item('a')", [QueueRole.Producer]),
            ("acquire('w', '1 min')", [QueueRole.Worker]),
            ("list_leased()", [QueueRole.Observer]),
            ("backlog()", [QueueRole.Producer, QueueRole.Worker, QueueRole.Observer]),
            ("pause()", []),
            ("bump_epoch()", []),
            ("insert_items(array['x'], null, 1::smallint, null, 0::smallint, null, null)", []),
        };
        foreach (var role in Enum.GetValues<QueueRole>())
        {
            await using var connection = await source.OpenConnectionAsync();
            await ExecuteAsync(connection, $"set role \"Q {role}\"");
            foreach (var (call, allowed) in calls)
            {
                var sql = $"select * from {queue.Quoted}.{call}";
                if (allowed.Contains(role))
                {
                    await ExecuteAsync(connection, sql);
                }
                else
                {
                    var exception = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, sql));
                    Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
                }
            }

            foreach (var table in new[] { "item", "ready", "lease", "dead", "history", "settings", "fence" })
            {
                var exception = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, $"select * from {queue.Quoted}.{table}"));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, exception.SqlState);
            }

            await ExecuteAsync(connection, "reset role");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
