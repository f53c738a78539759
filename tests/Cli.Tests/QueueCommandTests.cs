using Howdah.Queueing.Tests.Server;

namespace Howdah.Cli.Tests;

[Collection(ServerCollection.Name)]
public sealed class QueueCommandTests(ScratchServer server)
{
    [SkippableFact]
    public async Task A_queue_is_created_once_and_its_settings_are_changed()
    {
        var cli = await CommandFixture.CreateAsync(server, withQueue: false);
        Assert.True((bool)(await cli.DoneAsync("create jobs --attempts-max 3 --backoff-base 2s --retention 2d --output json")).Json["created"]!);
        Assert.False((bool)(await cli.DoneAsync("create jobs --lease-mode doubling --exponent-cap 4 --grant reader=observer --output json")).Json["created"]!);
        Assert.Equal(
            "3 00:00:02 2 days doubling 4",
            await cli.Source.ScalarAsync<string>("select concat_ws(' ', attempts_max, backoff_base, retention, lease_mode, exponent_cap) from jobs.settings"));
        Assert.True(await cli.Source.ScalarAsync<bool>("select has_function_privilege('reader', 'jobs.list_dead(integer, bigint)', 'execute')"));
        Assert.Equal(ExitCodes.Usage, (await cli.RunAsync("create jobs --attempts-max 0")).Code);
        Assert.Equal(ExitCodes.Usage, (await cli.RunAsync("create pg_jobs")).Code);
    }

    [SkippableFact]
    public async Task Items_go_from_push_to_completion()
    {
        var cli = await CommandFixture.CreateAsync(server);
        Assert.Equal("{\"created\":3,\"known\":0,\"refused\":0}", (await cli.DoneAsync("push jobs a b c --payload {\"x\":1} --output json")).Json.ToJsonString());
        Assert.Equal(2, (int)(await cli.DoneAsync("push jobs a b d --priority 0 --output json")).Json["known"]!);
        var taken = (await cli.DoneAsync("take jobs --limit 2 --holder me --output json")).Json.AsArray();
        Assert.Equal(["d", "a"], taken.Select(item => (string)item!["key"]!));
        Assert.Equal(1, (int)taken[1]!["payload"]!["x"]!);
        var leases = taken.Select(item => (string)item!["lease"]!).ToArray();
        Assert.Contains("me", (await cli.DoneAsync("list jobs --state leased")).Out, StringComparison.Ordinal);
        await cli.DoneAsync($"renew jobs {leases[0]} --lease 1h");
        await cli.DoneAsync($"complete jobs {leases[0]} {leases[1]}");
        Assert.Contains("already", (await cli.DoneAsync($"complete jobs {leases[0]}")).Out, StringComparison.Ordinal);
        var third = await cli.TakeAsync();
        await cli.DoneAsync($"complete jobs {third} --successor e --successor f");
        var b = (await cli.DoneAsync("list jobs --key b --output json")).Json;
        Assert.Equal(("completed", "e f"), ((string)b["state"]!, (string)b["successors"]!));
        var stats = (await cli.DoneAsync("stats jobs --exact --output json")).Json;
        Assert.Equal((3, 0, 3), ((int)stats["ready"]!, (int)stats["leased"]!, (int)stats["notComplete"]!));
        Assert.Equal(["c", "e", "f"], (await cli.DoneAsync("list jobs --output json")).Json.AsArray().Select(item => (string)item!["key"]!));
    }

    [SkippableFact]
    public async Task Failed_items_are_scheduled_or_dead_and_come_back()
    {
        var cli = await CommandFixture.CreateAsync(server);
        await cli.DoneAsync("push jobs a b");
        await cli.DoneAsync($"fail jobs {await cli.TakeAsync()} --retry-after 1h --reason later");
        await cli.DoneAsync($"fail jobs {await cli.TakeAsync()} --permanent --reason never");
        var dead = (await cli.DoneAsync("dead jobs --output json")).Json[0]!;
        Assert.Equal(("b", "never"), ((string)dead["key"]!, (string)dead["reason"]!));
        Assert.Equal(0, (int)(await cli.DoneAsync("redrive jobs --reason other% --output json")).Json["redriven"]!);
        foreach (var wrong in new[] { "redrive jobs --all --limit=-1", @"redrive jobs --reason nev\", "dead jobs --limit=-1" })
        {
            var refused = await cli.RunAsync(wrong);
            Assert.Equal((wrong, ExitCodes.Refused), (wrong, refused.Code));
            Assert.Contains("InvalidArgument", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(1, (int)(await cli.DoneAsync($"redrive jobs {dead["id"]} --output json")).Json["redriven"]!);
        var lease = await cli.TakeAsync();
        await cli.DoneAsync($"release jobs {lease}");
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync($"release jobs {lease}")).Code);
        Assert.Equal(1, (int)(await cli.DoneAsync("stats jobs --output json")).Json["scheduled"]!);
    }

    [SkippableFact]
    public async Task An_item_that_is_dead_under_another_lease_is_not_the_callers_to_fail()
    {
        var cli = await CommandFixture.CreateAsync(server);
        await cli.DoneAsync("push jobs a");
        var old = await cli.TakeAsync("--lease 1ms");
        var last = await cli.TakeAsync("--wait 10s");
        await cli.DoneAsync($"fail jobs {last} --permanent --reason never");
        Assert.Contains("dead", (await cli.DoneAsync($"fail jobs {last} --permanent --reason again")).Out, StringComparison.Ordinal);
        var refused = await cli.RunAsync($"fail jobs {old} --permanent --reason mine");
        Assert.Equal(ExitCodes.Refused, refused.Code);
        Assert.Contains("NotOwner", refused.Out, StringComparison.Ordinal);
        Assert.Equal("never", (string)(await cli.DoneAsync("dead jobs --output json")).Json.AsArray().Single()!["reason"]!);
    }

    [SkippableFact]
    public async Task Refusals_end_with_4_and_no_work_with_3()
    {
        var cli = await CommandFixture.CreateAsync(server);
        Assert.Equal(ExitCodes.NoWork, (await cli.RunAsync("take jobs")).Code);
        Assert.Equal(ExitCodes.NoWork, (await cli.RunAsync("take jobs --wait 300ms")).Code);
        await cli.DoneAsync("push jobs a");
        var lease = await cli.TakeAsync();
        var stale = await cli.RunAsync($"complete jobs 999:1 {lease}");
        Assert.Equal(ExitCodes.Refused, stale.Code);
        Assert.Contains("UnknownItem", stale.Out, StringComparison.Ordinal);
        Assert.Contains("completed", stale.Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync("take jobs --key a")).Code);
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync($"renew jobs {lease}")).Code);
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync("list jobs --key none")).Code);
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync("stats none")).Code);
        await cli.DoneAsync("pause jobs");
        await cli.DoneAsync("push jobs b");
        Assert.Equal(ExitCodes.NoWork, (await cli.RunAsync("take jobs")).Code);
        await cli.DoneAsync("resume jobs");
        await cli.TakeAsync();
    }

    [SkippableFact]
    public async Task Top_finds_all_queues_and_tables_line_up()
    {
        var cli = await CommandFixture.CreateAsync(server);
        await cli.DoneAsync("create mail");
        await cli.DoneAsync("push mail a b c --delay 1h");
        var lines = (await cli.DoneAsync("top --count 2 --interval 10ms")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, lines.Length);
        Assert.Equal(["QUEUE", "READY", "SCHEDULED", "LEASED", "EXPIRED", "DEAD", "OLDEST", "READY", "PAUSED"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["mail", "0", "3", "0", "0", "0", "0.0s", "no"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(lines[0].IndexOf("SCHEDULED", StringComparison.Ordinal), lines[2].IndexOf('3', StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_url_and_the_variables_of_libpq_lead_to_the_same_database()
    {
        var cli = await CommandFixture.CreateAsync(server);
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(cli.Source.ConnectionString);
        var url = $"postgresql://postgres@127.0.0.1:{settings.Port}/{settings.Database}?application_name=x&connect_timeout=5&sslmode=disable";
        Assert.Equal(0, (await cli.RunAsync(["stats", "jobs", "--dsn", url], [], _ => null)).Code);
        Assert.Equal(0, (await cli.RunAsync(["stats", "jobs", "--port", settings.Port.ToString(), "--dbname", settings.Database!], [], name =>
            name switch { "PGHOST" => "127.0.0.1", "PGUSER" => "postgres", "HOWDAH_DSN" => "postgresql://elsewhere/else", _ => null })).Code);
    }
}
