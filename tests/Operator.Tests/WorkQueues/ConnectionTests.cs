using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Operator;
using Npgsql;

namespace Howdah.Operator.Tests.WorkQueues;

/// <summary>A queue in a database that the operator does not run.</summary>
[Collection(QueueServerCollection.Name)]
public sealed class ConnectionTests(QueueServer server)
{
    [SkippableFact]
    public async Task A_queue_gets_its_schema_its_roles_and_their_secrets()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "work-items");

        var status = await world.ReconcileAsync("work-items");

        Assert.Equal("Ready", status.Reason(WorkQueueConditions.Ready));
        Assert.All(status.Conditions!, condition => Assert.Equal("True", condition.Status));
        Assert.Equal("work_items", status.Schema);
        Assert.Equal(1, status.Epoch);
        Assert.Equal((0, 0, 0, 0), (status.Ready, status.Leased, status.Delayed, status.Dead));
        Assert.Equal("work_items_owner", await server.SqlAsync(database, "select nspowner::regrole::text from pg_namespace where nspname = 'work_items'"));
        Assert.Equal("false false", await server.SqlAsync("postgres", "select string_agg(rolcanlogin || ' ' || rolcreaterole, ',') from pg_roles where rolname = 'work_items_owner'"));
        await using var producer = NpgsqlDataSource.Create(Keywords(world, "work-items-producer"));
        Assert.Equal(2, await ScalarAsync<int>(producer, "select work_items.push_items(array['a', 'b'])"));
        await using var worker = NpgsqlDataSource.Create(Keywords(world, "work-items-worker"));
        Assert.Equal("a", await ScalarAsync<string>(worker, "select key from work_items.acquire('me', '30 s', 1)"));
        await using var observer = NpgsqlDataSource.Create(Keywords(world, "work-items-observer"));
        Assert.Equal(1L, await ScalarAsync<long>(observer, "select leased from work_items.backlog()"));
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<int>(observer, "select work_items.push_items(array['c'])"))).SqlState);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<string>(worker, "select key from work_items.item"))).SqlState);

        status = await world.ReconcileAsync("work-items", TimeSpan.FromSeconds(5));
        Assert.Equal((1, 1), (status.Ready, status.Leased));
        Assert.StartsWith($"postgresql://work_items_worker:{world.SecretText("work-items-worker", "password")}@127.0.0.1:", world.SecretText("work-items-worker", "uri"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_queue_in_which_nothing_changes_is_not_written_again()
    {
        await using var world = await WorldAsync();
        await QueueAsync(world, "still");
        await world.ReconcileAsync("still");
        world.Server.ClearRequests();

        for (var round = 0; round < 5; round++)
        {
            await world.ReconcileAsync("still", TimeSpan.FromSeconds(5));
        }

        Assert.DoesNotContain(world.Server.Requests, request => request.IsWrite);
    }

    [SkippableFact]
    public async Task Settings_follow_the_specification_and_what_somebody_changed_is_put_back()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "tuned", spec =>
        {
            spec.Lease = new QueueLeaseSpec { Mode = "Doubling", Max = "2h", ExponentCap = 7, RunMax = "90m" };
            spec.Retries = new QueueRetrySpec { MaxAttempts = 5, BackoffBase = "250ms", BackoffMax = "10m" };
            (spec.Retention, spec.MaxPayload, spec.Paused) = ("3d", "64Ki", true);
        });
        const string Row = "select concat_ws('|', lease_mode, lease_max, exponent_cap, run_max, attempts_max, backoff_base, backoff_max, retention = '3 days', payload_max, paused) from tuned.settings";
        const string Wanted = "doubling|02:00:00|7|01:30:00|5|00:00:00.25|00:10:00|t|65536|t";

        await world.ReconcileAsync("tuned");
        Assert.Equal(Wanted, await server.SqlAsync(database, Row));
        await server.SqlAsync(database, "update tuned.settings set paused = false, attempts_max = null");
        var status = await world.ReconcileAsync("tuned", TimeSpan.FromSeconds(5));

        Assert.Equal(Wanted, await server.SqlAsync(database, Row));
        Assert.Equal("Paused", status.Reason(WorkQueueConditions.BacklogHealthy));
    }

    [SkippableFact]
    public async Task A_password_that_somebody_changed_is_restored_and_a_new_one_is_made_when_the_secret_is_gone()
    {
        await using var world = await WorldAsync();
        await QueueAsync(world, "locked");
        await world.ReconcileAsync("locked");
        var before = world.SecretText("locked-worker", "password");

        await server.SqlAsync("postgres", "alter role locked_worker with nologin password 'another'");
        await world.ReconcileAsync("locked", TimeSpan.FromMinutes(6));
        await using (var worker = NpgsqlDataSource.Create(Keywords(world, "locked-worker")))
        {
            Assert.False(await ScalarAsync<bool>(worker, "select locked.has_pending()"));
        }

        Assert.Equal(before, world.SecretText("locked-worker", "password"));
        Assert.Contains(world.Events, told => told.Reason == "PasswordRestored");

        await world.Client.DeleteAsync<Kubernetes.Models.V1Secret>("locked-worker", QueueWorld.Namespace);
        await world.ReconcileAsync("locked", TimeSpan.FromSeconds(5));
        Assert.NotEqual(before, world.SecretText("locked-worker", "password"));
        await using var again = NpgsqlDataSource.Create(Keywords(world, "locked-worker"));
        Assert.False(await ScalarAsync<bool>(again, "select locked.has_pending()"));
    }

    [SkippableFact]
    public async Task Two_queues_never_share_a_schema_or_roles()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "first", spec => spec.Schema = "shared");
        await world.ReconcileAsync("first");
        await world.SecretAsync("second-db", "uri", server.AdminUri(database));
        await world.ApplyAsync("second", spec => (spec.Connection, spec.Schema) = (Reference("second-db"), "shared"));

        var status = await world.ReconcileAsync("second");

        Assert.Equal("SchemaTaken", status.Reason(WorkQueueConditions.Ready));
        Assert.Contains("shop/first", status.Message(WorkQueueConditions.Ready), StringComparison.Ordinal);
        Assert.True((await world.ReconcileAsync("first", TimeSpan.FromSeconds(40))).IsTrue(WorkQueueConditions.Ready));
    }

    [SkippableFact]
    public async Task A_schema_that_holds_something_else_is_left_alone()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "accounts");
        await server.SqlAsync(database, "create schema accounts; create table accounts.account (id int)");

        var status = await world.ReconcileAsync("accounts");

        Assert.Equal("SchemaTaken", status.Reason(WorkQueueConditions.Ready));
        Assert.Null(status.Schema);
        Assert.Equal("1", await server.SqlAsync(database, "select count(*) from pg_class where relnamespace = 'accounts'::regnamespace"));
    }

    [SkippableTheory]
    [InlineData("postgresql://admin:wrong@127.0.0.1:{0}/postgres?sslmode=disable", "AccessDenied")]
    [InlineData("postgresql://admin@127.0.0.1:1/postgres", "DatabaseUnreachable")]
    [InlineData("postgresql://admin:let%20me%20in%2Fplease@127.0.0.1:{0}/nowhere?sslmode=disable", "DatabaseMissing")]
    [InlineData("postgresql://admin:let%20me%20in%2Fplease@127.0.0.1:{0}/template1?sslmode=disable", "PermissionDenied")]
    [InlineData("mysql://root@db/shop", "ConnectionInvalid")]
    [InlineData("host=db sslrootcert=/etc/passwd user=a", "ConnectionInvalid")]
    [InlineData("", "ConnectionInvalid")]
    public async Task A_connection_that_does_not_lead_to_a_database_says_why(string uri, string reason)
    {
        await using var world = await WorldAsync();
        await world.SecretAsync("db", "uri", uri.Replace("{0}", server.Port.ToString(), StringComparison.Ordinal));
        await world.ApplyAsync("jobs", spec => spec.Connection = Reference("db"));

        var status = await world.ReconcileAsync();

        Assert.Equal(reason, status.Reason(WorkQueueConditions.Ready));
        Assert.DoesNotContain("let me in", string.Concat(status.Conditions!.Select(condition => condition.Message)), StringComparison.Ordinal);
        Assert.Contains(world.Events, told => told.Reason == reason && told.Type == EventType.Warning);
    }

    [SkippableFact]
    public async Task A_missing_secret_or_key_is_named()
    {
        await using var world = await WorldAsync();
        await world.ApplyAsync("jobs", spec => spec.Connection = Reference("db", "url"));

        Assert.Equal("SecretNotFound", (await world.ReconcileAsync()).Reason(WorkQueueConditions.Ready));
        await world.SecretAsync("db", "uri", "x");
        var status = await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));

        Assert.Equal("SecretIncomplete", status.Reason(WorkQueueConditions.Ready));
        Assert.Contains("no key url", status.Message(WorkQueueConditions.Ready), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_is_away_is_asked_less_and_less_often_and_keeps_what_is_known()
    {
        await using var world = await WorldAsync();
        await QueueAsync(world, "patient");
        await world.ReconcileAsync("patient");
        await server.StopAsync();
        try
        {
            var pauses = new List<TimeSpan>();
            for (var round = 0; round < 6; round++)
            {
                var status = await world.ReconcileAsync("patient", TimeSpan.FromSeconds(5));
                Assert.Equal("DatabaseUnreachable", status.Reason(WorkQueueConditions.Ready));
                Assert.True(status.IsTrue(WorkQueueConditions.SchemaMigrated));
                pauses.Add(world.LastResult!.RequeueAfter!.Value);
            }

            Assert.Equal([5, 10, 20, 40, 60, 60], pauses.Select(pause => pause.TotalSeconds));
        }
        finally
        {
            await server.StartAsync();
        }

        Assert.True((await world.ReconcileAsync("patient", TimeSpan.FromSeconds(60))).IsTrue(WorkQueueConditions.Ready));
        Assert.Equal(5, world.LastResult!.RequeueAfter!.Value.TotalSeconds);
    }

    [SkippableFact]
    public async Task Who_keeps_dead_rows_is_named_by_pid_and_application()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "held");
        await using var holder = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=postgres;Database={database};Pooling=false;SSL Mode=Disable;Application Name=nightly report");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var command = new NpgsqlCommand("select 1", holder, transaction);
        await command.ExecuteScalarAsync();
        await world.ReconcileAsync("held");

        await using var observer = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={server.Port};Username=postgres;Database={database};Pooling=false;SSL Mode=Disable");
        await using var connection = await observer.OpenConnectionAsync();
        var holders = await Operator.WorkQueues.Database.HorizonQuery.ReadAsync(connection, CancellationToken.None);

        var found = Assert.Single(holders, entry => entry.Application == "nightly report");
        Assert.Equal(("session", holder.ProcessID.ToString()), (found.Kind, found.Who));
    }

    [SkippableFact]
    public async Task Work_that_is_done_shows_as_throughput_and_as_completed()
    {
        await using var world = await WorldAsync();
        await QueueAsync(world, "busy");
        await world.ReconcileAsync("busy");
        await using var producer = NpgsqlDataSource.Create(Keywords(world, "busy-producer"));
        await ScalarAsync<int>(producer, "select busy.push_items(array(select 'i' || g from generate_series(1, 500) g))");
        await using var worker = NpgsqlDataSource.Create(Keywords(world, "busy-worker"));
        await ScalarAsync<long>(worker, "select count(*) from (select array_agg(id) i, array_agg(token) t from busy.acquire('w', '1 min', 500)) a cross join lateral busy.complete_many(a.i, a.t)");

        // Statistics reach the server's shared memory within a second of the transaction's end.
        WorkQueueStatus status;
        var rounds = 0;
        do
        {
            await Task.Delay(100);
            status = await world.ReconcileAsync("busy", TimeSpan.FromSeconds(5));
        }
        while (status.Completed is not 500 && ++rounds < 100);

        Assert.Equal((0, 0, 500), (status.Ready, status.Leased, status.Completed));
        Assert.True(status.Throughput > 0);
    }

    [SkippableFact]
    public async Task Changes_of_the_specification_that_cannot_be_done_leave_the_queue_as_it_is()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "steady");
        await world.ReconcileAsync("steady");
        await world.ChangeAsync("steady", new JsonObject { ["spec"] = new JsonObject { ["schema"] = "elsewhere" } });

        var status = await world.ReconcileAsync("steady", TimeSpan.FromSeconds(5));

        Assert.Equal("InvalidSpec", status.Reason(WorkQueueConditions.Ready));
        Assert.Equal("steady", status.Schema);
        Assert.Equal("0", await server.SqlAsync(database, "select count(*) from pg_namespace where nspname = 'elsewhere'"));
    }

    private Task<QueueWorld> WorldAsync()
    {
        QueueServer.Require();
        return QueueWorld.CreateAsync(server);
    }

    private async Task<string> QueueAsync(QueueWorld world, string name, Action<WorkQueueSpec>? change = null)
    {
        var database = await server.CreateDatabaseAsync();
        await world.SecretAsync(name + "-db", "uri", server.AdminUri(database));
        await world.ApplyAsync(name, spec =>
        {
            spec.Connection = Reference(name + "-db");
            change?.Invoke(spec);
        });
        return database;
    }

    internal static QueueConnection Reference(string secret, string key = "uri") => new() { SecretRef = new SecretKeyReference { Name = secret, Key = key } };

    /// <summary>Everything from the Secret, as a client would take it.</summary>
    internal static string Keywords(QueueWorld world, string secret) => new NpgsqlConnectionStringBuilder
    {
        Host = world.SecretText(secret, "host"),
        Port = int.Parse(world.SecretText(secret, "port")!),
        Database = world.SecretText(secret, "dbname"),
        Username = world.SecretText(secret, "username"),
        Password = world.SecretText(secret, "password"),
        Pooling = false,
        SslMode = world.SecretText(secret, "sslmode") == "require" ? SslMode.Require : SslMode.Disable,
    }.ConnectionString;

    internal static async Task<T> ScalarAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
