using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Queueing.Tests.Schema;

[Collection(ServerCollection.Name)]
public sealed class PushTests(ScratchServer server)
{
    private static readonly QueueName Queue = new("pushed");

    /// <summary>The ends and the middle are new, so that the way for new items is tried first.</summary>
    [SkippableTheory]
    [InlineData(100, "an id that is there")]
    [InlineData(100, "an id twice")]
    [InlineData(10, "an id that is there")]
    public async Task What_is_there_is_left_and_the_rest_of_the_list_created_and_counted_once(int count, string what)
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, Queue).MigrateAsync();
        var client = new QueueClient(source, Queue);
        Assert.Equal(1, await client.PushAsync([new NewItem("old", """{"n": 1}""")]));
        var keys = Enumerable.Range(0, count).Select(number => $"item {number}").ToList();
        keys[count - 2] = what == "an id twice" ? keys[1] : "old";

        Assert.Equal(count - 1, await client.PushAsync(keys.Select(key => new NewItem(key, """{"n": 2}"""))));
        Assert.Equal(0, await client.PushAsync(keys.Select(key => new NewItem(key, """{"n": 3}"""))));
        Assert.Equal(count, await source.ScalarAsync<long>("select count(*) from pushed.item"));
        Assert.Equal(count, await source.ScalarAsync<long>("select count(*) from pushed.ready"));
        Assert.Equal(1, await source.ScalarAsync<long>("select count(*) from pushed.item where payload = '{\"n\": 1}' and key = 'old'"));
        Assert.Equal(count - 1, await source.ScalarAsync<long>("select count(*) from pushed.item where payload = '{\"n\": 2}'"));

        var created = 0L;
        for (var tries = 0; tries < 500 && created != count; tries++)
        {
            created = await source.ScalarAsync<long>("select created_total from pushed.metrics()");
            await Task.Delay(20);
        }

        Assert.Equal(count, created);
    }
}
