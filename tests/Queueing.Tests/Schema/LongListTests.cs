using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Queueing.Tests.Schema;

/// <summary>Lists of pairs beyond the length from which tokens are hashed (0004_acquire.sql).</summary>
[Collection(ServerCollection.Name)]
public sealed class LongListTests(ScratchServer server)
{
    private const int Count = 600;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly QueueName Queue = new("long_lists");

    [SkippableFact]
    public async Task Only_what_the_token_fits_is_renewed_released_and_completed()
    {
        var client = await CreateAsync();
        var taken = await client.AcquireAsync("w", Lease, Count);
        Assert.Equal(Count, taken.Count);
        LeasedItem[] stale = [.. taken.Take(3).Select(item => item with { Token = item.Token + 1_000_000 })];

        var renewed = await client.RenewAsync([.. stale, .. taken.Skip(3)], 2 * Lease);
        Assert.Equal(taken.Skip(3).Select(item => item.Id).Order(), renewed.Keys.Order());
        Assert.Equal(taken.Skip(3).Take(250).Select(item => item.Id).Order(), (await client.ReleaseAsync([.. stale, .. taken.Skip(3).Take(250)])).Order());
        var refused = await client.CompleteManyAsync([.. stale, .. taken.Skip(253)]);
        Assert.Equal(stale.Select(item => item.Id), refused.Select(refusal => refusal.Id));
        Assert.Empty(await client.CompleteManyAsync([.. taken.Take(3)]));
        Assert.Equal(250, await client.CountNotCompleteAsync());
    }

    [SkippableFact]
    public async Task Completing_and_taking_completes_all_or_nothing()
    {
        var client = await CreateAsync();
        var taken = await client.AcquireAsync("w", Lease, 400);
        LeasedItem[] oneStale = [taken[0] with { Token = taken[0].Token + 1_000_000 }, .. taken.Skip(1)];

        var exception = await Assert.ThrowsAsync<WorkQueueException>(() => client.CompleteAndAcquireAsync(oneStale, "w", Lease, 400));
        Assert.Equal(WorkQueueError.StaleToken, exception.Error);
        Assert.Equal(Count, await client.CountNotCompleteAsync());

        Assert.Equal(Count - 400, (await client.CompleteAndAcquireAsync(taken, "w", Lease, 400)).Count);
        Assert.Equal(Count - 400, await client.CountNotCompleteAsync());
    }

    private async Task<QueueClient> CreateAsync()
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        var client = new QueueClient(source, Queue);
        await client.PushAsync(Enumerable.Range(0, Count).Select(i => new NewItem($"item {i}")));
        return client;
    }
}
