using System.Text;
using System.Text.Json.Nodes;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Instances;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Certificates;
using Howdah.Postgres.Administration;
using Npgsql;

namespace Howdah.Operator.Tests.WorkQueues;

/// <summary>A queue in a PostgresCluster: the operator comes in by its certificate, and a failover begins an epoch.</summary>
[Collection(QueueServerCollection.Name)]
public sealed class ClusterTests(QueueServer server)
{
    [SkippableFact]
    public async Task The_operator_comes_in_by_its_certificate_and_has_no_more_rights_than_it_needs()
    {
        await using var world = await WorldAsync();
        var database = await ClusterAsync(world);
        await world.ApplyAsync("tasks", spec => spec.Cluster = new QueueClusterReference { Name = "db" });

        var status = await world.ReconcileAsync("tasks");

        Assert.Equal("Ready", status.Reason(WorkQueueConditions.Ready));
        Assert.Equal("f|t", await server.SqlAsync("postgres", "select concat_ws('|', rolsuper, rolcreaterole) from pg_roles where rolname = 'howdah_operator'"));
        Assert.Equal("require", world.SecretText("tasks-worker", "sslmode"));
        Assert.Contains("BEGIN CERTIFICATE", world.SecretText("tasks-worker", "ca.crt"), StringComparison.Ordinal);
        await using var worker = NpgsqlDataSource.Create(ConnectionTests.Keywords(world, "tasks-worker"));
        Assert.False(await ConnectionTests.ScalarAsync<bool>(worker, "select tasks.has_pending()"));
        var withoutCertificate = new NpgsqlConnection($"Host=localhost;Port={server.Port};Username=howdah_operator;Password=x;Database={database};SSL Mode=Require;Pooling=false");
        await using var _ = withoutCertificate;
        Assert.StartsWith("28", (await Assert.ThrowsAsync<PostgresException>(() => withoutCertificate.OpenAsync())).SqlState, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_epoch_is_bumped_once_for_each_failover_whoever_tries_how_often()
    {
        await using var world = await WorldAsync();
        var database = await ClusterAsync(world);
        await world.ApplyAsync("tasks", spec => spec.Cluster = new QueueClusterReference { Name = "db" });
        Assert.Equal(1, (await world.ReconcileAsync("tasks")).Epoch);
        await using var worker = NpgsqlDataSource.Create(ConnectionTests.Keywords(world, "tasks-worker"));
        await server.SqlAsync(database, "select tasks.push_items(array['a'])");
        var token = await ConnectionTests.ScalarAsync<long>(worker, "select token from tasks.acquire('me', '1 hour', 1)");

        for (var failover = 1; failover <= 2; failover++)
        {
            await server.PromoteAsync();
            var status = await world.ReconcileAsync("tasks", after: TimeSpan.FromSeconds(5));
            Assert.Equal(1 + failover, status.Epoch);
            Assert.Equal(1 + failover, (await world.ReconcileAsync("tasks", after: TimeSpan.FromSeconds(5))).Epoch);

            // An operator that was killed after the commit and before the status knows nothing of it.
            await world.Client.PatchAsync<V1WorkQueue>("tasks", QueueWorld.Namespace, new JsonObject { ["status"] = new JsonObject { ["failover"] = null, ["epoch"] = null } }, new() { Subresource = "status" });
            Assert.Equal(1 + failover, (await world.ReconcileAsync("tasks", after: TimeSpan.FromSeconds(5))).Epoch);
        }

        Assert.Equal(2, world.Events.Count(told => told.Reason == "EpochBumped"));
        var again = await ConnectionTests.ScalarAsync<long>(worker, "select token from tasks.acquire('you', '1 hour', 1)");
        Assert.True(again > token + (1L << 44));
    }

    [SkippableTheory]
    [InlineData("none", "ClusterNotFound")]
    [InlineData("no primary", "ClusterNotReady")]
    [InlineData("failing over", "ClusterFailingOver")]
    [InlineData("no certificate", "ClusterNotReady")]
    [InlineData("another database", "DatabaseNotUsable")]
    public async Task A_cluster_that_cannot_be_used_says_why(string what, string reason)
    {
        await using var world = await WorldAsync();
        if (what != "none")
        {
            await ClusterAsync(world, status =>
            {
                status.CurrentPrimary = what == "no primary" ? null : status.CurrentPrimary;
                status.Failover = what == "failing over" ? new FailoverStatus { State = "PromotingNewPrimary" } : status.Failover;
            });
        }

        if (what == "no certificate")
        {
            await world.Client.DeleteAsync<V1Secret>("db-operator", QueueWorld.Namespace);
        }

        await world.ApplyAsync("tasks", spec => spec.Cluster = new QueueClusterReference { Name = "db", Database = what == "another database" ? "other" : null });

        var status = await world.ReconcileAsync("tasks");

        Assert.Equal(reason, status.Reason(WorkQueueConditions.Ready));
        Assert.Equal("False", status.Conditions!.Single(condition => condition.Type == WorkQueueConditions.SchemaMigrated).Status);
    }

    private Task<QueueWorld> WorldAsync()
    {
        QueueServer.Require();
        return QueueWorld.CreateAsync(server);
    }

    /// <summary>As the PostgresCluster controller and the primary's agent leave it. Answers the application's database.</summary>
    private async Task<string> ClusterAsync(QueueWorld world, Action<PostgresClusterStatus>? change = null)
    {
        await server.SqlAsync("postgres", "do $$ begin if not exists (select from pg_roles where rolname = 'howdah_operator') then create role howdah_operator; end if; end $$");
        var database = await server.CreateDatabaseAsync("howdah_operator");
        await using (var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=postgres;Database={database};Pooling=false;SSL Mode=Disable"))
        {
            await connection.OpenAsync();
            await Roles.ReconcileOperatorAsync(connection, PodLayout.OperatorRole, database, CancellationToken.None);
        }

        var operatorCertificate = server.Certificate(CertificateKind.Operator);
        await world.Client.CreateAsync(new V1Secret
        {
            ApiVersion = "v1",
            Kind = "Secret",
            Metadata = new V1ObjectMeta { Name = "db-operator", Namespace = QueueWorld.Namespace },
            Data = new Dictionary<string, byte[]>
            {
                ["ca.crt"] = Encoding.UTF8.GetBytes(server.Authority.TrustPem),
                ["tls.crt"] = Encoding.UTF8.GetBytes(operatorCertificate.CertificatePem),
                ["tls.key"] = Encoding.UTF8.GetBytes(operatorCertificate.KeyPem),
            },
        });
        var created = await world.Client.CreateAsync(new V1PostgresCluster
        {
            ApiVersion = GroupNames.ApiVersion,
            Kind = "PostgresCluster",
            Metadata = new V1ObjectMeta { Name = "db", Namespace = QueueWorld.Namespace },
            Spec = new PostgresClusterSpec { Image = "postgres:17", Storage = new StorageSpec { Size = "1Gi" }, Bootstrap = new BootstrapSpec { Initdb = new InitdbSpec { Database = database } } },
        });
        created.Status = new PostgresClusterStatus { CurrentPrimary = "db-1", SystemIdentifier = "1", Timeline = 1 };
        change?.Invoke(created.Status);
        await world.Client.UpdateStatusAsync(created);
        return database;
    }
}
