using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>
/// Kills the worker that replaces an item by successors at each of its requests, before the request reaches the cluster and after. There is no transaction:
/// all or nothing holds once the next worker has met the item.
/// </summary>
internal static class SearchFaultMatrix
{
    private static readonly string[] Children = [" child 1", " child 2", " child 3"];

    public static async Task RunAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var requests = await RunAsync(server, "undisturbed", int.MaxValue, Fault.Unsent);
        Assert.True(requests >= 4, $"{requests} requests");
        for (var fatal = 1; fatal <= requests; fatal++)
        {
            await RunAsync(server, $"unsent {fatal}", fatal, Fault.Unsent);
            await RunAsync(server, $"unanswered {fatal}", fatal, Fault.AnswerLost);
        }
    }

    private static async Task<int> RunAsync(SearchServer server, string id, int fatal, Fault fault)
    {
        var children = Children.Select(child => id + child).ToArray();
        var handler = new FaultyHandler();
        var worker = new OpenSearchWorkCoordinator(server.Open(handler), "worker of " + id);
        Assert.IsType<WorkAcquisition.Acquired>(await worker.CreateOrUpdateLeaseForWorkItemAsync(id, TimeSpan.FromMinutes(1)));

        var before = handler.Calls;
        handler.Decide = (_, call) => call - before == fatal ? fault : call - before > fatal ? Fault.Unsent : null;
        var replaced = worker.CreateSuccessorWorkItemsAndMarkCompleteAsync(id, children, 0, TimeSpan.FromMilliseconds(30));
        if (fatal == int.MaxValue)
        {
            await replaced;
        }
        else
        {
            Assert.Equal(WorkQueueError.RetriesExceeded, (await Assert.ThrowsAsync<WorkQueueException>(() => replaced)).Error);
        }

        var requests = handler.Calls - before;
        var backend = new SearchBackend(server, server.Open());
        await backend.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        var seen = new List<string>();
        var next = server.Worker("next after " + id);
        while (await next.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)) is WorkAcquisition.Acquired acquired)
        {
            seen.Add(acquired.Id);
            await next.CompleteWorkItemAsync(acquired.Id);
        }

        Assert.True(seen.Order().SequenceEqual(children.Order()) || seen.SequenceEqual([id]), $"{id}: handed out were {string.Join(", ", seen)}");
        Assert.Equal(seen.SequenceEqual([id]) ? null : children, await backend.SuccessorsAsync(id));
        return requests;
    }
}
