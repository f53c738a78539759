using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Applying;
using Howdah.Operator.Tests.Golden;
using Howdah.Operator.WorkQueues.Policies;
using Howdah.Operator.WorkQueues.Specs;

namespace Howdah.Operator.Tests.WorkQueues;

[Collection(QueueServerCollection.Name)]
public sealed class WorkersTests(QueueServer server)
{
    [Fact]
    public void The_deployment_is_the_template_with_the_connection_in_every_container() =>
        GoldenFile.CheckJson(WorkerDeploymentSpec.Build(Queue(), 3, "0123456789abcdef").Spec!, "worker-deployment");

    [Fact]
    public void What_the_template_sets_itself_stays_and_labels_of_ours_win()
    {
        var queue = Queue();
        queue.Spec.Workers!.Template = JsonNode.Parse("""
            {"metadata": {"labels": {"howdah.dev/workqueue": "other", "team": "shop"}},
             "spec": {"containers": [{"name": "w", "env": [{"name": "PGUSER", "value": "me"}, {"name": "EXTRA", "value": "$(PGHOST)"}]}], "unknownToUs": {"kept": true}}}
            """)!.AsObject();
        var template = WorkerDeploymentSpec.Build(queue, 0, "x").Spec!["template"]!;

        Assert.Equal(("jobs", "shop"), ((string?)template["metadata"]!["labels"]!["howdah.dev/workqueue"], (string?)template["metadata"]!["labels"]!["team"]));
        Assert.True((bool)template["spec"]!["unknownToUs"]!["kept"]!);
        var env = template["spec"]!["containers"]![0]!["env"]!.AsArray();
        Assert.Equal("me", (string?)Assert.Single(env, variable => (string?)variable!["name"] == "PGUSER")!["value"]);
        Assert.Equal("EXTRA", (string?)env[^1]!["name"]);
    }

    [SkippableFact]
    public async Task Workers_come_with_the_work_and_go_after_the_delay_but_never_one_that_holds_a_lease()
    {
        QueueServer.Require();
        await using var world = await QueueWorld.CreateAsync(server);
        var database = await server.CreateDatabaseAsync();
        await world.SecretAsync("db", "uri", server.AdminUri(database));
        await world.ApplyAsync("jobs", spec =>
        {
            spec.Connection = ConnectionTests.Reference("db");
            spec.Workers = QueueSpecValidationTests.Workers();
            (spec.Workers.Target, spec.Workers.Max, spec.Workers.ScaleDownDelay) = (10, 4, "30s");
        });
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        Assert.Equal(0, Replicas(world));

        await server.SqlAsync(database, "select jobs.push_items(array(select 'i' || g from generate_series(1, 35) g))");
        var status = await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));
        Assert.Equal((4, 4), (Replicas(world), status.Workers!.Desired));
        Assert.Contains(world.Events, told => told.Reason == "WorkersScaled");

        var pods = await Task.WhenAll(Enumerable.Range(1, 4).Select(number => world.Client.CreateAsync(new V1Pod
        {
            ApiVersion = "v1",
            Kind = "Pod",
            Metadata = new V1ObjectMeta { Name = $"jobs-workers-{number}", Namespace = QueueWorld.Namespace, Labels = QueueMetaSpec.Labels(world.Find<V1WorkQueue>("jobs")!) },
        })));
        Assert.Equal(4, pods.Length);

        // Everything is done but one item each of two pods.
        await server.SqlAsync(database, """
            select jobs.acquire('jobs-workers-2', '1 hour', 1); select jobs.acquire('jobs-workers-3', '1 hour', 1);
            select count(*) from (select array_agg(id) i, array_agg(token) t from jobs.acquire('x', '1 min', 50)) a cross join lateral jobs.complete_many(a.i, a.t)
            """);
        for (var seconds = 5; seconds < 30; seconds += 5)
        {
            await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));
            Assert.Equal(4, Replicas(world));
        }

        Assert.Equal([null, "1", "1", null], pods.Select(pod => world.Find<V1Pod>(pod.Metadata.Name!)!.Metadata.Annotations?.GetValueOrDefault(DeletionCosts.Annotation)));
        await world.ReconcileAsync(after: TimeSpan.FromSeconds(6));
        await world.ReconcileAsync(after: TimeSpan.FromSeconds(6));
        Assert.Equal(2, Replicas(world));

        await server.SqlAsync(database, "select jobs.release_many(array_agg(id), array_agg(token)) from jobs.lease; update jobs.settings set paused = paused");
        await server.SqlAsync(database, "select count(*) from (select array_agg(id) i, array_agg(token) t from jobs.acquire('x', '1 min', 50)) a cross join lateral jobs.complete_many(a.i, a.t)");
        for (var round = 0; round < 8; round++)
        {
            await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));
        }

        Assert.Equal(0, Replicas(world));
        await world.ChangeAsync("jobs", new JsonObject { ["spec"] = new JsonObject { ["workers"] = null } });
        status = await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));
        Assert.Null(world.Find<TemplatedDeployment>("jobs-workers"));
        Assert.Null(status.Workers);
    }

    [SkippableFact]
    public async Task Workers_stay_as_they_are_while_the_queue_cannot_be_looked_at()
    {
        QueueServer.Require();
        await using var world = await QueueWorld.CreateAsync(server);
        var database = await server.CreateDatabaseAsync();
        await world.SecretAsync("db", "uri", server.AdminUri(database));
        await world.ApplyAsync("jobs", spec =>
        {
            spec.Connection = ConnectionTests.Reference("db");
            spec.Workers = QueueSpecValidationTests.Workers();
            (spec.Workers.Min, spec.Workers.ScaleDownDelay) = (3, "0s");
        });
        await world.ReconcileAsync();
        await world.ReconcileAsync();
        Assert.Equal(3, Replicas(world));
        await world.ChangeAsync("jobs", new JsonObject { ["spec"] = new JsonObject { ["workers"] = new JsonObject { ["min"] = 0 } } });

        await server.StopAsync();
        try
        {
            await world.ReconcileAsync(after: TimeSpan.FromSeconds(5));
            Assert.Equal(3, Replicas(world));
        }
        finally
        {
            await server.StartAsync();
        }

        await world.ReconcileAsync(after: TimeSpan.FromSeconds(60));
        Assert.Equal(0, Replicas(world));
    }

    private static V1WorkQueue Queue()
    {
        var queue = QueueWorld.Queue("jobs", spec =>
        {
            spec.Schema = "jobs_eu";
            spec.Lease = new QueueLeaseSpec { Base = "1m30s" };
            spec.Workers = QueueSpecValidationTests.Workers();
            spec.Workers.Template["spec"]!["initContainers"] = new JsonArray(new JsonObject { ["name"] = "wait", ["image"] = "postgres:17" });
        });
        queue.Metadata.Uid = "queue-uid";
        return queue;
    }

    private static int? Replicas(QueueWorld world) => world.Find<TemplatedDeployment>("jobs-workers")?.Replicas();
}
