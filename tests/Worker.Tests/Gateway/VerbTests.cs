using System.Text.Json.Nodes;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Worker.Tests.Gateway;

[Collection(ServerCollection.Name)]
public sealed class VerbTests(ScratchServer server)
{
    [SkippableFact]
    public async Task An_item_goes_from_push_to_completion()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        var push = new { items = new object[] { new { key = "a", payload = new { size = 1 }, priority = 2 }, new { key = "b" } } };
        Assert.Equal(2, (int)(await gateway.DoneAsync("items", push))["created"]!);
        Assert.Equal(0, (int)(await gateway.DoneAsync("items", push))["created"]!);

        var first = await gateway.TakeAsync();
        Assert.Equal("b", (string)first["key"]!);
        var second = await gateway.TakeAsync("other");
        Assert.Equal(("a", 1, 1), ((string)second["key"]!, (int)second["payload"]!["size"]!, (int)second["attempt"]!));
        Assert.InRange((long)second["leaseMilliseconds"]!, 59_000, 60_000);
        Assert.Equal("other", (string)(await gateway.GetAsync("/v1/queues/jobs/items?key=a")).Body!["holder"]!);
        Assert.Equal("w", (string)(await gateway.GetAsync("/v1/queues/jobs/items?key=b")).Body!["holder"]!);
        Assert.Empty((await gateway.DoneAsync("acquire", new { holder = "w" }))["items"]!.AsArray());

        Assert.True((bool)(await gateway.DoneAsync("complete", Lease(first)))["completed"]!);
        Assert.False((bool)(await gateway.DoneAsync("complete", Lease(first)))["completed"]!);
        Assert.True((bool)(await gateway.DoneAsync("release", Lease(second)))["released"]!);
        Assert.False((bool)(await gateway.DoneAsync("release", Lease(second)))["released"]!);
        var again = await gateway.TakeAsync();
        Assert.InRange((long)(await gateway.DoneAsync("renew", new { id = Text(again, "id"), token = Text(again, "token"), leaseSeconds = 300 }))["leaseMilliseconds"]!, 299_000, 300_000);
        var successors = new { id = Text(again, "id"), token = Text(again, "token"), successors = new object[] { new { key = "c", payload = 7 }, new { key = "d" } } };
        Assert.Equal(2, (int)(await gateway.DoneAsync("complete", successors))["created"]!);
        var (_, stats) = await gateway.GetAsync("/v1/queues/jobs/stats?exact=true");
        Assert.Equal((2, 0, 2, true), ((int)stats!["ready"]!, (int)stats["leased"]!, (int)stats["notComplete"]!, (bool)stats["pending"]!));
    }

    [SkippableFact]
    public async Task Failures_are_tried_again_or_dead_and_dead_ones_come_back()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await gateway.DoneAsync("items", new { items = new object[] { new { key = "a" }, new { key = "b" } } });
        var later = await gateway.DoneAsync("fail", Failed(await gateway.TakeAsync(), 3600, false));
        Assert.False((bool)later["dead"]!);
        Assert.NotNull(later["runAt"]);
        Assert.True((bool)(await gateway.DoneAsync("fail", Failed(await gateway.TakeAsync(), null, true)))["dead"]!);
        var dead = (await gateway.GetAsync("/v1/queues/jobs/dead")).Body!["items"]!.AsArray().Single()!;
        Assert.Equal(("b", "broken", "w"), ((string)dead["key"]!, (string)dead["reason"]!, (string)dead["holder"]!));
        Assert.Equal(1, (int)(await gateway.DoneAsync("redrive", new { ids = new[] { long.Parse((string)dead["id"]!) } }))["redriven"]!);
        Assert.Equal("b", (string)(await gateway.TakeAsync())["key"]!);
    }

    [SkippableFact]
    public async Task Refusals_have_the_documented_codes_and_change_nothing()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await gateway.DoneAsync("items", new { items = new object[] { new { key = "a" } } });
        var old = await gateway.TakeAsync(leaseSeconds: 0.001);
        var current = await gateway.TakeAsync(leaseSeconds: 60, waitSeconds: 10);
        await gateway.RefusedAsync(409, "stale_token", "WQ001", "complete", Lease(old));
        await gateway.RefusedAsync(409, "stale_token", "WQ001", "renew", Lease(old));
        await gateway.RefusedAsync(409, "stale_token", "WQ001", "fail", Failed(old, null, false));
        await gateway.RefusedAsync(404, "unknown_item", "WQ008", "complete", new { id = 99999, token = 1 });
        await gateway.RefusedAsync(400, "invalid_successors", "WQ006", "complete", Successors(current, "a"));
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "complete", Successors(current, ""));
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "items", new { items = new[] { new { key = "" } } });
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "items", new { items = new[] { new { key = "a\0b" } } });
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "items", new { items = new[] { new { key = new string('x', 2049) } } });
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "items", new { items = new[] { new { key = "p", payload = "a\0b" } } });
        await gateway.RefusedAsync(413, "payload_too_large", "WQ012", "items", new { items = new[] { new { key = "p", payload = Noise(1_100_000) } } });
        await gateway.RefusedAsync(400, "invalid_argument", null, "acquire", new { holder = "w", leaseSeconds = -1 });
        await gateway.RefusedAsync(400, "invalid_argument", null, "acquire", new { holder = "", leaseSeconds = 1 });
        await gateway.RefusedAsync(400, "invalid_argument", null, "acquire", new { holder = "w", limit = 0 });
        await gateway.RefusedAsync(400, "malformed_body", null, "acquire", new { holder = "w", leese = 1 });
        await gateway.RefusedAsync(400, "malformed_body", null, "complete", new { id = "1" });
        await gateway.RefusedAsync(400, "invalid_argument", "WQ005", "renew", new { id = Text(current, "id"), token = Text(current, "token"), leaseSeconds = -5 });
        Assert.Equal(404, (await gateway.GetAsync("/v1/queues/none/stats")).Status);
        Assert.Equal(404, (await gateway.GetAsync("/v1/queues/jobs/items?key=none")).Status);
        Assert.Equal(400, (await gateway.GetAsync("/v1/queues/jobs/dead?limit=none")).Status);
        Assert.True((bool)(await gateway.DoneAsync("complete", Lease(current)))["completed"]!);
        await gateway.RefusedAsync(409, "already_completed", "WQ004", "complete", Lease(old));
    }

    [SkippableFact]
    public async Task An_item_that_is_dead_under_another_lease_is_not_the_callers_to_fail()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await gateway.DoneAsync("items", new { items = new object[] { new { key = "a" } } });
        var old = await gateway.TakeAsync(leaseSeconds: 0.001);
        var last = await gateway.TakeAsync("undertaker", waitSeconds: 10);
        Assert.True((bool)(await gateway.DoneAsync("fail", Failed(last, null, true)))["dead"]!);
        foreach (var permanent in new[] { true, false })
        {
            await gateway.RefusedAsync(409, "not_owner", "WQ002", "fail", Failed(old, null, permanent));
            Assert.True((bool)(await gateway.DoneAsync("fail", Failed(last, null, permanent)))["dead"]!, "the same again is answered as before");
        }

        await gateway.RefusedAsync(409, "dead", "WQ011", "complete", Lease(old));
        var dead = (await gateway.GetAsync("/v1/queues/jobs/dead")).Body!["items"]!.AsArray().Single()!;
        Assert.Equal(("undertaker", "broken", 2), ((string)dead["holder"]!, (string)dead["reason"]!, (int)dead["attempt"]!));
    }

    [SkippableFact]
    public async Task One_bad_push_does_not_spoil_those_it_is_merged_with()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { Window = TimeSpan.FromMilliseconds(200) });
        var pushes = Enumerable.Range(0, 20).Select(number => gateway.PostAsync("items", new { items = new[] { new { key = "k" + number, payload = number == 7 ? "a\0b" : "good" } } })).ToList();
        var replies = await Task.WhenAll(pushes);
        Assert.Equal(400, replies[7].Status);
        Assert.Equal(19, replies.Count(reply => reply.Status == 200 && (int)reply.Body!["created"]! == 1));
        Assert.Equal(19, (await gateway.Queue.BacklogAsync()).Ready);
    }

    [SkippableFact]
    public async Task One_item_can_be_asked_for_by_its_id()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        Assert.Equal("created", (string)(await gateway.DoneAsync("acquire-item", new { holder = "w", key = "x/y?z", leaseSeconds = 0 }))["status"]!);
        var taken = await gateway.DoneAsync("acquire-item", new { holder = "w", key = "x/y?z" });
        Assert.Equal("acquired", (string)taken["status"]!);
        var elsewhere = await gateway.DoneAsync("acquire-item", new { holder = "v", key = "x/y?z" });
        Assert.Equal("held_elsewhere", (string)elsewhere["status"]!);
        Assert.NotNull(elsewhere["heldUntil"]);
        await gateway.DoneAsync("complete", Lease(taken["item"]!));
        Assert.Equal("already_completed", (string)(await gateway.DoneAsync("acquire-item", new { holder = "v", key = "x/y?z" }))["status"]!);
        Assert.Equal("completed", (string)(await gateway.GetAsync("/v1/queues/jobs/items?key=x%2Fy%3Fz")).Body!["state"]!);
    }

    private static string Text(JsonNode item, string name) => (string)item[name]!;

    private static object Lease(JsonNode item) => new { id = Text(item, "id"), token = Text(item, "token") };

    private static object Successors(JsonNode item, string key) => new { id = Text(item, "id"), token = Text(item, "token"), successors = new[] { new { key } } };

    private static object Failed(JsonNode item, double? retryAfterSeconds, bool permanent) =>
        new { id = Text(item, "id"), token = Text(item, "token"), reason = "broken", retryAfterSeconds, permanent };

    /// <summary>Text that does not compress.</summary>
    private static string Noise(int length)
    {
        var random = new Random(1);
        return new string([.. Enumerable.Range(0, length).Select(_ => (char)random.Next('!', '~'))]);
    }
}
