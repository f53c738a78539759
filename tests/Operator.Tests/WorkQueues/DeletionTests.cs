using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Operator;
using Npgsql;

namespace Howdah.Operator.Tests.WorkQueues;

[Collection(QueueServerCollection.Name)]
public sealed class DeletionTests(QueueServer server)
{
    private const string Remains = """
        select concat_ws(' ', (select count(*) from pg_namespace where nspname like 'doomed%'), (select count(*) from pg_roles where rolname like 'doomed%'))
        """;

    [SkippableFact]
    public async Task Delete_drops_the_schema_with_all_items_and_the_roles()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "doomed", "Delete");
        await using var worker = NpgsqlDataSource.Create(ConnectionTests.Keywords(world, "doomed-worker"));
        await using var open = await worker.OpenConnectionAsync();
        Assert.Equal("1 4", await server.SqlAsync(database, Remains));

        Assert.Null((await world.FinalizeAsync("doomed")).RequeueAfter);

        Assert.Equal("0 0", await server.SqlAsync(database, Remains));
        Assert.Contains(world.Events, told => told.Reason == "SchemaDropped");
        Assert.Null((await world.FinalizeAsync("doomed")).RequeueAfter);
    }

    [SkippableFact]
    public async Task Retain_keeps_schema_and_roles_and_a_queue_of_the_same_name_goes_on()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "kept", "Retain");
        await server.SqlAsync(database, "select kept.push_items(array['a', 'b'])");

        Assert.Null((await world.FinalizeAsync("kept")).RequeueAfter);
        Assert.Contains(world.Events, told => told.Reason == "ItemsKept");
        foreach (var access in (string[])["producer", "worker", "observer"])
        {
            await world.Client.DeleteAsync<Kubernetes.Models.V1Secret>($"kept-{access}", QueueWorld.Namespace);
        }

        await world.Client.DeleteAsync<V1WorkQueue>("kept", QueueWorld.Namespace);
        await world.ApplyAsync("kept", spec => spec.Connection = ConnectionTests.Reference("kept-db"));
        var status = await world.ReconcileAsync("kept");
        Assert.True(status.IsTrue(WorkQueueConditions.Ready), status.Message(WorkQueueConditions.Ready));
        Assert.Equal(2, status.Ready);
    }

    [SkippableFact]
    public async Task A_queue_whose_cluster_or_secret_is_gone_can_be_deleted()
    {
        await using var world = await WorldAsync();
        await world.ApplyAsync("orphan", spec => (spec.Cluster, spec.DeletionPolicy) = (new QueueClusterReference { Name = "gone" }, "Delete"));
        await world.ApplyAsync("lost", spec => (spec.Connection, spec.DeletionPolicy) = (ConnectionTests.Reference("gone"), "Delete"));

        Assert.Null((await world.FinalizeAsync("orphan")).RequeueAfter);
        Assert.Null((await world.FinalizeAsync("lost")).RequeueAfter);
        Assert.Equal(2, world.Events.Count(told => told.Reason == "SchemaLeft" && told.Type == EventType.Warning));
    }

    [SkippableFact]
    public async Task A_database_that_does_not_answer_holds_a_deletion_for_a_bounded_time()
    {
        await using var world = await WorldAsync();
        await QueueAsync(world, "stuck", "Delete");
        await world.MarkDeletedAsync("stuck");
        await server.StopAsync();
        try
        {
            Assert.NotNull((await world.FinalizeAsync("stuck")).RequeueAfter);
            world.Time.Advance(TimeSpan.FromMinutes(6));
            Assert.Null((await world.FinalizeAsync("stuck")).RequeueAfter);
        }
        finally
        {
            await server.StartAsync();
        }
    }

    [SkippableFact]
    public async Task Somebody_else_s_schema_is_never_dropped()
    {
        await using var world = await WorldAsync();
        var database = await QueueAsync(world, "mine", "Retain", "common");
        await world.SecretAsync("thief-db", "uri", server.AdminUri(database));
        await world.ApplyAsync("thief", spec => (spec.Connection, spec.Schema, spec.DeletionPolicy) = (ConnectionTests.Reference("thief-db"), "common", "Delete"));
        await world.ReconcileAsync("thief");

        Assert.Null((await world.FinalizeAsync("thief")).RequeueAfter);

        Assert.Contains(world.Events, told => told.Reason == "SchemaLeft");
        Assert.True((await world.ReconcileAsync("mine", TimeSpan.FromSeconds(40))).IsTrue(WorkQueueConditions.Ready));
    }

    private Task<QueueWorld> WorldAsync()
    {
        QueueServer.Require();
        return QueueWorld.CreateAsync(server);
    }

    private async Task<string> QueueAsync(QueueWorld world, string name, string policy, string? schema = null)
    {
        var database = await server.CreateDatabaseAsync();
        await world.SecretAsync(name + "-db", "uri", server.AdminUri(database));
        await world.ApplyAsync(name, spec => (spec.Connection, spec.DeletionPolicy, spec.Schema) = (ConnectionTests.Reference(name + "-db"), policy, schema));
        Assert.True((await world.ReconcileAsync(name)).IsTrue(WorkQueueConditions.Ready));
        return database;
    }
}
