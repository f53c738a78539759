using System.Text.Json.Nodes;
using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Worker.Tests.Gateway;

/// <summary><c>GET dead</c> and <c>POST redrive</c>.</summary>
[Collection(ServerCollection.Name)]
public sealed class DeadTests(ScratchServer server)
{
    [SkippableFact]
    public async Task The_dead_are_shown_by_number_a_page_at_a_time()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        Assert.Empty(await DeadAsync(gateway));
        await BuryAsync(gateway, "broken", "a", "b", "c", "d", "e");
        await gateway.Queue.PushAsync([new NewItem("alive")]);

        var dead = await DeadAsync(gateway);
        Assert.Equal(["a", "b", "c", "d", "e"], dead.Select(item => (string)item["key"]!));
        Assert.Equal(dead.Select(Id).Order(), dead.Select(Id));
        Assert.Equal(["attempt", "diedAt", "holder", "id", "key", "payload", "reason"], dead[0].AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal((1, "undertaker", "broken"), ((int)dead[0]["attempt"]!, (string)dead[0]["holder"]!, (string)dead[0]["reason"]!));
        Assert.Equal("{\"of\":\"a\"}", dead[0]["payload"]!.ToJsonString());
        Assert.Equal(
            await gateway.Source.ScalarAsync<DateTime>("select died_at from jobs.dead order by id limit 1"), ((DateTimeOffset)dead[0]["diedAt"]!).UtcDateTime);

        Assert.Equal(["a", "b"], await KeysAsync(gateway, "?limit=2"));
        Assert.Equal(["c", "d"], await KeysAsync(gateway, $"?limit=2&after={Id(dead[1])}"));
        Assert.Equal(["e"], await KeysAsync(gateway, $"?limit=1000&after={Id(dead[3])}"));
        Assert.Empty(await KeysAsync(gateway, $"?after={Id(dead[4])}"));
    }

    [SkippableFact]
    public async Task A_page_that_cannot_be_is_refused_by_name()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        foreach (var (query, name) in new[]
        {
            ("limit=0", "limit"), ("limit=-1", "limit"), ("limit=1001", "limit"), ("limit=1.5", "limit"), ("limit=some", "limit"), ("limit=1&limit=2", "limit"),
            ("after=-1", "after"), ("after=9223372036854775808", "after"), ("limit=1&after=last", "after"),
        })
        {
            var (status, problem) = await gateway.GetAsync("/v1/queues/jobs/dead?" + query);
            Assert.Equal((query, 400, "invalid_argument"), (query, status, (string)problem!["error"]!));
            Assert.Contains($"'{name}'", (string)problem["detail"]!, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_dead_come_back_by_number_by_reason_or_all_of_them()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await BuryAsync(gateway, "timeout of host 1", "a", "b");
        await BuryAsync(gateway, "disk 100% full", "c");
        await BuryAsync(gateway, "disk 100 full", "d", "e", "f", "g");
        await gateway.Queue.PushAsync([new NewItem("alive") { RunAt = TimeProvider.System.GetUtcNow().AddDays(1) }]);
        var alive = (await gateway.Queue.InspectAsync("alive"))!.Id;
        var ids = (await DeadAsync(gateway)).ToDictionary(item => (string)item["key"]!, Id);

        Assert.Equal(0, await RedriveAsync(gateway, new { ids = new[] { alive, 999_999 } }));
        Assert.Equal(0, await RedriveAsync(gateway, new { ids = Array.Empty<long>() }));
        Assert.Equal(0, await RedriveAsync(gateway, new { reason = "timeout" }));
        Assert.Equal(7, (await DeadAsync(gateway)).Count);

        Assert.Equal(1, await RedriveAsync(gateway, new { ids = new object[] { ids["b"], alive } }));
        Assert.Equal(1, await RedriveAsync(gateway, new { ids = new object[] { ids["d"].ToString(), ids["e"] }, limit = 1 }));
        Assert.Equal(1, await RedriveAsync(gateway, new { reason = @"disk 100\% %" }));
        Assert.Equal(["a", "e", "f", "g"], await KeysAsync(gateway, ""));
        Assert.Equal(0, await RedriveAsync(gateway, new { ids = new[] { ids["a"] }, reason = "disk%" }));
        Assert.Equal(1, await RedriveAsync(gateway, new { ids = new[] { ids["a"] }, reason = "timeout%" }));
        Assert.Equal(2, await RedriveAsync(gateway, new { limit = 2 }));
        Assert.Equal(["g"], await KeysAsync(gateway, ""));
        Assert.Equal(1, await RedriveAsync(gateway, new { }));
        Assert.Equal(0, await RedriveAsync(gateway, new { }));

        var taken = (await gateway.DoneAsync("acquire", new { holder = "w", limit = 10 }))["items"]!.AsArray();
        Assert.Equal(["b", "d", "c", "a", "e", "f", "g"], taken.Select(item => (string)item!["key"]!));
        Assert.All(taken, item => Assert.Equal(1, (int)item!["attempt"]!));
    }

    [SkippableFact]
    public async Task Those_that_come_back_can_be_spread_over_a_time()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await BuryAsync(gateway, "broken", "a", "b", "c", "d");
        Assert.Equal(4, await RedriveAsync(gateway, new { spreadSeconds = 7200, limit = 4 }));
        Assert.Equal((1L, 3L), ((await gateway.Queue.BacklogAsync()).Ready, (await gateway.Queue.BacklogAsync()).Scheduled));
        var runAt = new List<DateTimeOffset>();
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            runAt.Add((await gateway.Queue.InspectAsync(key))!.RunAt!.Value);
        }

        Assert.Equal([1800, 1800, 1800], runAt.Zip(runAt.Skip(1), (before, after) => (after - before).TotalSeconds));
    }

    [SkippableFact]
    public async Task A_redrive_that_cannot_be_is_refused_by_name_and_brings_nothing_back()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await BuryAsync(gateway, "broken", "a");
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'limit'", new { limit = 0 });
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'limit'", new { limit = -1 });
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'spreadSeconds'", new { spreadSeconds = -1 });
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'spreadSeconds'", new { spreadSeconds = 1e10 });
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'reason'", new { reason = @"C:\" });
        await RefusedAsync(gateway, "redrive", "invalid_argument", "'reason'", new { reason = "a\0b" });
        await RefusedAsync(gateway, "redrive", "malformed_body", "$.limit", new { limit = 1L << 32 });
        await RefusedAsync(gateway, "redrive", "malformed_body", "$.ids", new { ids = "1" });
        await RefusedAsync(gateway, "redrive", "malformed_body", "$.ids[1]", new { ids = new object[] { 1, "one" } });
        await RefusedAsync(gateway, "redrive", "malformed_body", "$.ids[0]", new { ids = new object[] { 1.5 } });
        await RefusedAsync(gateway, "redrive", "malformed_body", "$.reason", new { reason = 1 });
        await RefusedAsync(gateway, "redrive", "malformed_body", "reasons", new { reasons = "broken" });
        await RefusedAsync(gateway, "items", "invalid_argument", "'items'", new { items = new object?[] { null } });
        Assert.Equal(["a"], await KeysAsync(gateway, ""));
        Assert.Equal(0, await RedriveAsync(gateway, new { reason = @"C:\\" }));

        await gateway.DoneAsync("redrive", new { });
        var item = await gateway.TakeAsync();
        await RefusedAsync(gateway, "complete", "invalid_argument", "'successors'", new { id = (string)item["id"]!, token = (string)item["token"]!, successors = new object?[] { null } });
    }

    [SkippableFact]
    public async Task Each_is_for_a_role_of_its_own_and_nobody_else_has_an_effect()
    {
        var file = Path.GetTempFileName();
        string[] roles = ["worker jobs", "producer jobs", "observer jobs", "producer,worker,observer other", "worker,producer jobs,other"];
        await File.WriteAllLinesAsync(file, roles.Select((role, number) => $"{role} {Secret(number)}"));
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { TokenFile = file });
        gateway.Authenticate(Secret(4));
        await BuryAsync(gateway, "broken", "a");
        foreach (var (token, dead, redrive) in new[]
        {
            (null, 401, 401), ("", 401, 401), (Secret(0) + "x", 401, 401), (Secret(0), 403, 403), (Secret(2), 200, 403), (Secret(3), 403, 403), (Secret(4), 403, 200),
            (Secret(1), 403, 200), (Secret(2), 200, 403),
        })
        {
            gateway.Authenticate(token);
            var (status, body) = await gateway.GetAsync("/v1/queues/jobs/dead");
            Assert.Equal((token, dead), (token, status));
            Assert.Equal(ErrorOf(dead), (string?)body!["error"]);
            var (redriven, answer) = await gateway.PostAsync("redrive", new { reason = token == Secret(1) ? "broken" : "none" });
            Assert.Equal((token, redrive), (token, redriven));
            Assert.Equal(ErrorOf(redrive), (string?)answer!["error"]);
            if (redrive == 200)
            {
                Assert.Equal(token == Secret(1) ? 1 : 0, (int)answer["redriven"]!);
            }
        }

        Assert.Equal("waiting", (await gateway.Queue.InspectAsync("a"))!.State);
        File.Delete(file);
    }

    [SkippableFact]
    public async Task A_gateway_whose_own_role_may_not_is_answered_by_403_and_stays_in_order()
    {
        ScratchServer.Require();
        var role = "gateway_" + Guid.NewGuid().ToString("N");
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with
        {
            ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Username = role }.ConnectionString,
        });
        await gateway.Source.ExecuteAsync($"create role {role} login; select jobs.grant_access('{role}', 'worker'); select jobs.grant_access('{role}', 'producer')");
        await BuryAsync(gateway, "broken", "a");
        await gateway.RefusedAsync(403, "forbidden", null, "redrive", new { });
        Assert.Equal(403, (await gateway.GetAsync("/v1/queues/jobs/dead")).Status);
        await gateway.Source.ExecuteAsync($"select jobs.grant_access('{role}', 'observer')");
        Assert.Equal(["a"], await KeysAsync(gateway, ""));
        await gateway.RefusedAsync(403, "forbidden", null, "redrive", new { });
        await gateway.Source.ExecuteAsync($"drop owned by {role}");
    }

    private static string Secret(int number) => $"secret-{number}-0123456789";

    private static string? ErrorOf(int status) => status switch { 200 => null, 401 => "unauthenticated", _ => "forbidden" };

    private static long Id(JsonNode item) => long.Parse((string)item["id"]!);

    private static async Task BuryAsync(GatewayFixture gateway, string reason, params string[] keys)
    {
        foreach (var key in keys)
        {
            await gateway.DoneAsync("items", new { items = new[] { new { key, payload = new { of = key } } } });
            var item = (await gateway.DoneAsync("acquire-item", new { holder = "undertaker", key }))["item"]!;
            Assert.True((bool)(await gateway.DoneAsync("fail", new { id = (string)item["id"]!, token = (string)item["token"]!, reason, permanent = true }))["dead"]!);
        }
    }

    private static async Task<List<JsonNode>> DeadAsync(GatewayFixture gateway, string query = "")
    {
        var (status, body) = await gateway.GetAsync("/v1/queues/jobs/dead" + query);
        Assert.True(status == 200, $"{status} {body}");
        return [.. body!["items"]!.AsArray().Select(item => item!)];
    }

    private static async Task<List<string>> KeysAsync(GatewayFixture gateway, string query) => (await DeadAsync(gateway, query)).ConvertAll(item => (string)item["key"]!);

    private static async Task<int> RedriveAsync(GatewayFixture gateway, object body) => (int)(await gateway.DoneAsync("redrive", body))["redriven"]!;

    private static async Task RefusedAsync(GatewayFixture gateway, string verb, string error, string named, object body)
    {
        var (status, problem) = await gateway.PostAsync(verb, body);
        Assert.True((status, (string?)problem?["error"]) == (400, error), $"{status} {problem}");
        Assert.Contains(named, (string)problem!["detail"]!, StringComparison.Ordinal);
    }
}
