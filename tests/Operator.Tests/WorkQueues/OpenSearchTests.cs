using System.Text;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Conditions;
using Howdah.Operator.Applying;
using Howdah.Queueing.OpenSearch;
using Howdah.Search;
using Howdah.Search.Connection;

namespace Howdah.Operator.Tests.WorkQueues;

/// <summary>A queue in the OpenSearch of HOWDAH_TEST_OPENSEARCH, reconciled by the real controller.</summary>
public sealed class OpenSearchTests : IAsyncLifetime
{
    private static readonly string? Url = Environment.GetEnvironmentVariable("HOWDAH_TEST_OPENSEARCH") is { Length: > 0 } url ? url : null;

    private readonly IndexName _index = new($"kind-test-{Guid.NewGuid():N}");

    public Task InitializeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task A_queue_gets_its_index_its_numbers_and_its_workers_and_takes_the_index_with_it()
    {
        using var client = Require();
        await using var world = await WorldAsync(spec =>
        {
            (spec.Workers, spec.DeletionPolicy) = (QueueSpecValidationTests.Workers(), "Delete");
            spec.Workers.Target = 2;
        });

        var status = await world.ReconcileAsync();
        Assert.Equal("Ready", status.Reason(WorkQueueConditions.Ready));
        Assert.Equal((_index.Value, 1), (status.Index, status.SchemaVersion));
        Assert.Null(status.Conditions!.Find(WorkQueueConditions.VacuumHealthy));
        Assert.True(status.IsTrue(WorkQueueConditions.SchemaMigrated));

        var worker = new OpenSearchWorkCoordinator(new WorkIndex(client, new OpenSearchQueueOptions { Index = _index }), "jobs-workers-1/x");
        for (var number = 0; number < 6; number++)
        {
            await worker.CreateUnassignedWorkItemAsync($"item {number}");
        }

        var taken = Assert.IsType<Queueing.Contract.WorkAcquisition.Acquired>(await worker.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));
        await worker.CompleteWorkItemAsync(taken.Id);
        await worker.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1));
        await client.RefreshAsync(_index);
        status = await world.ReconcileAsync(after: TimeSpan.FromSeconds(40));
        Assert.Equal((4, 1, 1), (status.Ready, status.Leased, status.Completed));
        Assert.Equal(3, status.Workers!.Desired);
        var environment = world.Find<TemplatedDeployment>("jobs-workers")!.Spec!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
        Assert.Contains(environment, variable => (string?)variable!["name"] == "HOWDAH_QUEUE_INDEX" && (string?)variable["value"] == _index.Value);

        await world.MarkDeletedAsync("jobs");
        Assert.Null((await world.FinalizeAsync("jobs")).RequeueAfter);
        Assert.False(await client.IndexExistsAsync(_index));
        Assert.Contains(world.Events, told => told.Reason == "IndexDeleted");
    }

    [SkippableFact]
    public async Task An_index_that_is_no_queue_s_is_left_alone_and_said_so()
    {
        using var client = Require();
        await client.CreateIndexAsync(_index, new JsonObject());
        await using var world = await WorldAsync(_ => { });

        Assert.Equal("IndexRefused", (await world.ReconcileAsync()).Reason(WorkQueueConditions.Ready));
        await world.ChangeAsync("jobs", new JsonObject { ["spec"] = new JsonObject { ["deletionPolicy"] = "Delete" } });
        await world.MarkDeletedAsync("jobs");
        Assert.Null((await world.FinalizeAsync("jobs")).RequeueAfter);
        Assert.True(await client.IndexExistsAsync(_index));
    }

    [Theory]
    [InlineData(null, "SecretNotFound")]
    [InlineData("username", "SecretIncomplete")]
    [InlineData("username password token", "SecretAmbiguous")]
    [InlineData("username password", "OpenSearchUnreachable")]
    public async Task What_keeps_the_operator_out_is_said_without_the_credentials(string? keys, string reason)
    {
        await using var world = await WorldAsync(
            spec => (spec.OpenSearch!.Url, spec.OpenSearch.SecretRef) = ("http://127.0.0.1:1", new SecretReference { Name = "search" }));
        if (keys is not null)
        {
            await world.Client.CreateAsync(new Kubernetes.Models.V1Secret
            {
                ApiVersion = "v1",
                Kind = "Secret",
                Metadata = new Kubernetes.Entities.V1ObjectMeta { Name = "search", Namespace = QueueWorld.Namespace },
                Data = keys.Split(' ').ToDictionary(key => key, _ => Encoding.UTF8.GetBytes("hidden")),
            });
        }

        var status = await world.ReconcileAsync();

        Assert.Equal(reason, status.Reason(WorkQueueConditions.Ready));
        Assert.DoesNotContain("hidden", status.Message(WorkQueueConditions.Ready), StringComparison.Ordinal);
    }

    public async Task DisposeAsync()
    {
        if (Url is not null)
        {
            using var client = Connect();
            await client.DeleteIndexAsync(_index);
        }
    }

    private static SearchClient Connect() => new(new SearchConnection { Url = new Uri(Url!) });

    private static SearchClient Require()
    {
        Skip.If(Url is null, "HOWDAH_TEST_OPENSEARCH is not set: no OpenSearch to test with (eng/opensearch up starts one).");
        return Connect();
    }

    private async Task<QueueWorld> WorldAsync(Action<WorkQueueSpec> change)
    {
        var world = await QueueWorld.CreateAsync(null);
        await world.ApplyAsync("jobs", spec =>
        {
            (spec.Backend, spec.OpenSearch) = (WorkQueueBackend.OpenSearch, new QueueOpenSearch { Url = Url ?? "http://127.0.0.1:1", Index = _index.Value });
            change(spec);
        });
        return world;
    }
}
