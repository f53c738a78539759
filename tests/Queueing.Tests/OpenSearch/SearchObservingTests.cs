using System.Text.Json.Nodes;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>What an operator and a command line see of a queue, and do to it.</summary>
public sealed class SearchObservingTests
{
    [SkippableFact]
    public async Task Counts_tell_what_is_free_held_and_done_and_who_holds_it()
    {
        await using var server = SearchServer.Require();
        var index = server.Open();
        await index.SetupAsync();
        Assert.Equal((0, 0, 0, null, 0), await CountAsync(server, index));
        var worker = server.Worker("pod-1/a");
        for (var number = 0; number < 5; number++)
        {
            await worker.CreateUnassignedWorkItemAsync($"item {number}");
        }

        var first = await TakeAsync(worker);
        await worker.CompleteWorkItemAsync(first.Id);
        await TakeAsync(worker);
        await TakeAsync(server.Worker("pod-2/b"));

        var (ready, leased, completed, oldest, holders) = await CountAsync(server, index);
        Assert.Equal((2, 2, 1, 2), (ready, leased, completed, holders));
        Assert.NotNull(oldest);
        Assert.Equal(1, (await index.CountAsync()).Holders["pod-2/b"]);
    }

    [SkippableFact]
    public async Task A_lease_that_another_process_was_given_can_be_ended_here()
    {
        await using var server = SearchServer.Require();
        await server.Open().SetupAsync();
        var giver = server.Worker("giver");
        await giver.CreateUnassignedWorkItemAsync("a");
        var lease = (await TakeAsync(giver)).Lease;

        var other = server.Worker("other");
        other.Adopt(lease);
        await other.ReleaseWorkItemAsync("a");
        var again = (await TakeAsync(giver)).Lease;
        Assert.NotEqual(lease.Token, again.Token);
        other.Adopt(lease);
        Assert.Equal(WorkQueueError.NotOwner, (await Assert.ThrowsAsync<WorkQueueException>(() => other.CompleteWorkItemAsync("a"))).Error);
        other.Adopt(again);
        await other.CreateSuccessorWorkItemsAndMarkCompleteAsync("a", ["b"], 0);
        Assert.Equal(1, await other.NumWorkItemsNotYetCompleteAsync());
    }

    [SkippableFact]
    public async Task Only_the_index_of_a_queue_is_deleted()
    {
        await using var server = SearchServer.Require();
        var index = server.Open();
        Assert.False(await index.DeleteAsync());
        await server.Client.CreateIndexAsync(server.Options.Index, new JsonObject());
        Assert.Equal(WorkQueueError.UnknownQueue, (await Assert.ThrowsAsync<WorkQueueException>(() => index.DeleteAsync())).Error);
        Assert.True(await server.Client.IndexExistsAsync(server.Options.Index));
        await server.Client.DeleteIndexAsync(server.Options.Index);

        await index.SetupAsync();
        Assert.True(await index.DeleteAsync());
        Assert.False(await server.Client.IndexExistsAsync(server.Options.Index));
    }

    private static async Task<(long Ready, long Leased, long Completed, DateTimeOffset? Oldest, int Holders)> CountAsync(SearchServer server, WorkIndex index)
    {
        await server.Client.RefreshAsync(server.Options.Index);
        var counts = await index.CountAsync();
        return (counts.Ready, counts.Leased, counts.Completed, counts.OldestReadyAt, counts.Holders.Count);
    }

    private static async Task<WorkAcquisition.Acquired> TakeAsync(OpenSearchWorkCoordinator worker) =>
        Assert.IsType<WorkAcquisition.Acquired>(await worker.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));
}
