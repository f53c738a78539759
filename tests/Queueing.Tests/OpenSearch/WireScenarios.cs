using System.Net;
using Howdah.Queueing.Contract;
using Howdah.Queueing.OpenSearch;
using Howdah.Queueing.Tests.Acceptance;
using Howdah.Search;
using Howdah.Search.Documents;

namespace Howdah.Queueing.Tests.OpenSearch;

/// <summary>What comes over the wire, and what the coordinator makes of it.</summary>
internal static class WireScenarios
{
    public static async Task ResultsAreReadAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        static UpdateScript Script(int nothing, bool upsert) => new("if (params.nothing == 1) { ctx.op = 'none' } else { ctx._source.position = 1 }", new() { ["nothing"] = nothing }) { Upsert = upsert };
        async Task<WriteAnswer> RunAsync(UpdateScript script, DocumentVersion? version = null) =>
            await server.Client.UpdateAsync(server.Options.Index, "x", script, version);

        var created = await RunAsync(Script(0, upsert: true));
        Assert.Equal(WriteResult.Created, created.Result);
        Assert.Equal(WriteResult.Updated, (await RunAsync(Script(0, upsert: false))).Result);
        Assert.Equal(WriteResult.Unchanged, (await RunAsync(Script(1, upsert: false))).Result);
        Assert.Equal(WriteResult.Conflict, (await RunAsync(Script(0, upsert: false), created.Version)).Result);
    }

    /// <summary>A lease that a node with a wrong clock refused is given by the next try.</summary>
    public static async Task OneFailureIsRetriedAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var handler = new FaultyHandler();
        var index = server.Open(handler);
        handler.Decide = (request, call) => IsUpdate(request) && handler.Calls <= 2
            ? Fault.Answering(400, """
                {"error": {"type": "illegal_argument_exception", "reason": "failed to execute script", "caused_by": {"type": "illegal_argument_exception",
                    "reason": "The current times indicated by the nodes are too different: the item was changed 90000 ms in the future"}}, "status": 400}
                """)
            : null;

        Assert.IsType<WorkAcquisition.Acquired>(await new OpenSearchWorkCoordinator(index, "w").CreateOrUpdateLeaseForWorkItemAsync("a", TimeSpan.FromMinutes(1)));
        Assert.Equal(3, handler.Calls);
    }

    /// <summary>A worker's clock is never asked. A node's may be behind that of the node that wrote last, or the nodes' may differ when the queue is set up.</summary>
    public static async Task DriftIsRefusedByNameAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var coordinator = new OpenSearchWorkCoordinator(server.Open(), "w");
        await coordinator.CreateUnassignedWorkItemAsync("a");
        await server.Client.UpdateAsync(server.Options.Index, "a", new("ctx._source.touchedAt += 60000", []));
        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => coordinator.CreateOrUpdateLeaseForWorkItemAsync("a", TimeSpan.FromMinutes(1)));
        Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
        Assert.Contains("failed after 7 attempts", exception.Message, StringComparison.Ordinal);
        Assert.Contains("current times indicated by the nodes are too different", exception.Message, StringComparison.Ordinal);
        Assert.Equal("waiting", (await new SearchBackend(server, server.Open()).InspectAsync("a"))!.State);

        var handler = new FaultyHandler
        {
            Decide = (request, _) => request.RequestUri!.AbsolutePath.StartsWith("/_nodes", StringComparison.Ordinal)
                ? Fault.Answering(200, """{"nodes": {"x": {"name": "one", "timestamp": 1700000000000}, "y": {"name": "two", "timestamp": 1700000090000}}}""")
                : null,
        };
        exception = await Assert.ThrowsAsync<WorkQueueException>(() => server.Open(handler).SetupAsync());
        Assert.Contains("one (x) and two (y) are too different: by 90.0 s", exception.Message, StringComparison.Ordinal);
    }

    public static async Task NonsenseIsAnErrorAsync(SearchServer server, int status, string body)
    {
        await server.Open().SetupAsync();
        var handler = new FaultyHandler { Decide = (request, _) => IsUpdate(request) ? Fault.Answering(status, body) : null };

        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => new OpenSearchWorkCoordinator(server.Open(handler), "w").CreateUnassignedWorkItemAsync("a"));

        Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
        Assert.Contains($"status {status}", exception.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)status, Assert.IsType<SearchException>(exception.InnerException).Status);
    }

    /// <summary>The lease is given, and every answer to it is lost, refused or nonsense: tried until it would be over; given once.</summary>
    public static async Task AcquisitionsWithoutAnAnswerAreRepeatedAsync(SearchServer server)
    {
        Fault[] faults = [Fault.AnswerLost, Fault.Answering(429, "", isSent: true), Fault.Answering(200, "{\"resu", isSent: true), Fault.Answering(200, "{}", isSent: true)];
        await server.Open().SetupAsync();
        for (var i = 0; i < faults.Length; i++)
        {
            var fault = faults[i];
            await server.Worker("creator").CreateUnassignedWorkItemAsync($"item {i}");
            var updates = 0;
            var handler = new FaultyHandler { Decide = (request, _) => IsUpdate(request) && ++updates > 0 ? fault : null };
            var exception = await Assert.ThrowsAsync<WorkQueueException>(
                () => new OpenSearchWorkCoordinator(server.Open(handler, new InstantTime()), "w").AcquireNextWorkItemAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(WorkQueueError.RetriesExceeded, exception.Error);
            Assert.True(updates > 3, $"{updates} tries");
            var backend = new SearchBackend(server, server.Open());
            var item = await backend.InspectAsync($"item {i}");
            Assert.Equal(1, item!.Attempt);
            Assert.Equal("w", item.Holder);
            await backend.AdvanceClockAsync(TimeSpan.FromMinutes(1));
            var next = server.Worker("next");
            Assert.Equal(1, Assert.IsType<WorkAcquisition.Acquired>(await next.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1))).Lease.Exponent);
            await next.CompleteWorkItemAsync($"item {i}");
        }
    }

    public static async Task LongerLeasesAreRetriedLongerAsync(SearchServer server)
    {
        async Task<int> CountAsync(TimeSpan lease)
        {
            var handler = new FaultyHandler { Failures = -1 };
            await Assert.ThrowsAsync<WorkQueueException>(() => new OpenSearchWorkCoordinator(server.Open(handler, new InstantTime()), "w").AcquireNextWorkItemAsync(lease));
            return handler.Calls;
        }

        var once = await CountAsync(TimeSpan.FromMilliseconds(400));
        var thrice = await CountAsync(TimeSpan.FromMilliseconds(1200));
        Assert.True(thrice > once, $"{thrice} is not more than {once}");
    }

    public static async Task OtherVersionsAreRefusedAsync(SearchServer server)
    {
        await server.Open().SetupAsync();
        var coordinator = server.Worker("w");
        await coordinator.CreateUnassignedWorkItemAsync("a");
        await server.Client.UpdateAsync(server.Options.Index, "a", new("ctx._source.scriptVersion = '2.0'", []));

        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => coordinator.AcquireNextWorkItemAsync(TimeSpan.FromMinutes(1)));

        Assert.Equal(WorkQueueError.UnknownQueue, exception.Error);
        Assert.Contains("scriptVersion 2.0", exception.Message, StringComparison.Ordinal);
    }

    private static bool IsUpdate(HttpRequestMessage request) => request.RequestUri!.AbsolutePath.Contains("/_update/", StringComparison.Ordinal);
}
