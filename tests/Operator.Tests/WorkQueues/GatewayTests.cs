using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Conditions;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.WorkQueues.Specs;
using Npgsql;

namespace Howdah.Operator.Tests.WorkQueues;

/// <summary>spec.gateway against a real PostgreSQL: what is made, what its role may do, and that nothing is left.</summary>
[Collection(QueueServerCollection.Name)]
public sealed class GatewayTests(QueueServer server)
{
    private const string Remains = "select count(*)::text from pg_roles where rolname = 'gated_gateway'";

    [SkippableFact]
    public async Task A_gateway_is_made_with_all_its_parts_and_goes_with_the_field()
    {
        await using var world = await WorldAsync(server);
        var database = await QueueAsync(world, "gated", new QueueGatewaySpec());
        var status = await world.ReconcileAsync("gated");
        Assert.Equal("NotMade", status.Reason(WorkQueueConditions.GatewayReady));
        status = await world.ReconcileAsync("gated");

        Assert.Equal("NoneReady", status.Reason(WorkQueueConditions.GatewayReady));
        Assert.True(status.IsTrue(WorkQueueConditions.Ready), status.Message(WorkQueueConditions.Ready));
        Assert.Equal((2, 0, "http://gated-gateway.shop.svc"), (status.Gateway!.Desired, status.Gateway.Ready, status.Gateway.Address));
        Assert.Equal("gated", world.Find<V1Service>("gated-gateway")!.Spec!.Selector![QueueNames.GatewayLabel]);
        Assert.True(Budget(world) is { Selector.MatchLabels: { } selected } && selected[QueueNames.GatewayLabel] == "gated");
        Assert.Contains("worker gated ", world.SecretText("gated-gateway-tokens", "tokens")!, StringComparison.Ordinal);
        Assert.All(
            (IKubernetesObject[])[world.Find<TemplatedDeployment>("gated-gateway")!, world.Find<V1Service>("gated-gateway")!, world.Find<V1Secret>("gated-gateway-tokens")!],
            made => Assert.True(Owners.IsOwnedBy(made, world.Find<V1WorkQueue>("gated")!)));

        await PatchStatusAsync(world, "gated-gateway", 2);
        status = await world.ReconcileAsync("gated", TimeSpan.FromSeconds(5));
        Assert.Equal((2, "Ready"), (status.Gateway!.Ready, status.Reason(WorkQueueConditions.GatewayReady)));
        world.Server.ClearRequests();
        await world.ReconcileAsync("gated", TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(world.Server.Requests, request => request.IsWrite);

        await world.ChangeAsync("gated", new JsonObject { ["spec"] = new JsonObject { ["gateway"] = null } });
        status = await world.ReconcileAsync("gated", TimeSpan.FromSeconds(5));
        Assert.Null(status.Gateway);
        Assert.Null(status.Conditions!.Find(WorkQueueConditions.GatewayReady));
        Assert.Null(world.Find<TemplatedDeployment>("gated-gateway"));
        Assert.Null(world.Find<V1Service>("gated-gateway"));
        Assert.Null(world.Find<V1Secret>("gated-gateway"));
        Assert.Null(world.Find<V1Secret>("gated-gateway-tokens"));
        Assert.Null(Budget(world));
        Assert.Equal("0", await server.SqlAsync(database, Remains));

        await world.ChangeAsync("gated", new JsonObject { ["spec"] = new JsonObject { ["gateway"] = new JsonObject { ["replicas"] = 1 } } });
        await world.ReconcileAsync("gated", TimeSpan.FromSeconds(5));
        await world.ReconcileAsync("gated", TimeSpan.FromSeconds(5));
        Assert.NotNull(world.Find<TemplatedDeployment>("gated-gateway"));
        Assert.Null(Budget(world));
        await using var again = NpgsqlDataSource.Create(ConnectionTests.Keywords(world, "gated-gateway"));
        Assert.Equal(1, await ScalarAsync<int>(again, "select gated.push_items(array['c'])"));
    }

    [SkippableFact]
    public async Task Its_role_may_do_what_producers_and_workers_may_and_nothing_else()
    {
        await using var world = await WorldAsync(server);
        await QueueAsync(world, "narrow", new QueueGatewaySpec());
        await world.ReconcileAsync("narrow");

        await using var gateway = NpgsqlDataSource.Create(ConnectionTests.Keywords(world, "narrow-gateway"));
        Assert.Equal(2, await ScalarAsync<int>(gateway, "select narrow.push_items(array['a', 'b'])"));
        Assert.Equal("a", await ScalarAsync<string>(gateway, "select key from narrow.acquire('me', '30 s', 1)"));
        Assert.Equal(1L, await ScalarAsync<long>(gateway, "select leased from narrow.backlog()"));
        foreach (var refused in (string[])["select narrow.redrive(1)", "select count(*) from narrow.item", "select narrow.pause()", "select count(*) from narrow.list_dead(1)"])
        {
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<object>(gateway, refused))).SqlState);
        }
    }

    [SkippableFact]
    public async Task Tokens_of_the_user_s_own_replace_those_that_were_made_and_are_asked_for_while_they_are_missing()
    {
        await using var world = await WorldAsync(server);
        await QueueAsync(world, "owned", new QueueGatewaySpec());
        await world.ReconcileAsync("owned");
        await world.ReconcileAsync("owned");
        Assert.NotNull(world.Find<V1Secret>("owned-gateway-tokens"));

        await world.ChangeAsync("owned", new JsonObject { ["spec"] = new JsonObject { ["gateway"] = new JsonObject { ["tokenSecretRef"] = new JsonObject { ["name"] = "mine" } } } });
        var status = await world.ReconcileAsync("owned", TimeSpan.FromSeconds(5));
        Assert.Equal("TokensNotFound", status.Reason(WorkQueueConditions.GatewayReady));
        Assert.Contains("Secret mine", status.Message(WorkQueueConditions.GatewayReady), StringComparison.Ordinal);
        Assert.Null(world.Find<V1Secret>("owned-gateway-tokens"));

        await world.SecretAsync("mine", "tokens", "worker owned 0123456789abcdef\n");
        await PatchStatusAsync(world, "owned-gateway", 2);
        status = await world.ReconcileAsync("owned", TimeSpan.FromSeconds(5));
        Assert.Equal("Ready", status.Reason(WorkQueueConditions.GatewayReady));
    }

    private static V1PodDisruptionBudgetSpec? Budget(QueueWorld world) =>
        world.Find<V1PodDisruptionBudget>("gated-gateway")?.Spec ?? world.Find<V1Beta1PodDisruptionBudget>("gated-gateway")?.Spec;

    private static Task PatchStatusAsync(QueueWorld world, string name, int ready)
    {
        var deployment = world.Find<TemplatedDeployment>(name)!;
        deployment.Status = new V1DeploymentStatus { ReadyReplicas = ready };
        return world.Client.UpdateStatusAsync(deployment);
    }

    private static async Task<QueueWorld> WorldAsync(QueueServer server)
    {
        QueueServer.Require();
        return await QueueWorld.CreateAsync(server);
    }

    private async Task<string> QueueAsync(QueueWorld world, string name, QueueGatewaySpec gateway)
    {
        var database = await server.CreateDatabaseAsync();
        await world.SecretAsync($"{name}-db", "uri", server.AdminUri(database));
        await world.ApplyAsync(name, spec => (spec.Connection, spec.Gateway) = (ConnectionTests.Reference($"{name}-db"), gateway));
        return database;
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
