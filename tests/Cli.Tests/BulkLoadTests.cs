using System.Text;
using Howdah.Queueing.Tests.Server;
using Xunit.Abstractions;

namespace Howdah.Cli.Tests;

[Collection(ServerCollection.Name)]
public sealed class BulkLoadTests(ScratchServer server, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Lines_of_the_standard_input_become_items_in_their_order()
    {
        var cli = await CommandFixture.CreateAsync(server);
        var text = string.Concat(Enumerable.Range(0, 30_000).Select(number => $"item-{number:00000}\t{{\"n\":{number}}}\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await cli.DoneAsync("push jobs --file - --output json", text);
        output.WriteLine($"{30_000 / watch.Elapsed.TotalSeconds:0} items/s; {result.Error}");
        Assert.Equal((30_000, 0, 0), ((int)result.Json["created"]!, (int)result.Json["known"]!, (int)result.Json["refused"]!));
        Assert.Contains("30000 items, 30000 new, 0 lines refused", result.Error, StringComparison.Ordinal);
        var first = (await cli.DoneAsync("take jobs --limit 100 --output json")).Json.AsArray();
        Assert.Equal(Enumerable.Range(0, 100), first.Select(item => (int)item!["payload"]!["n"]!));
        Assert.Equal(30_000, (int)(await cli.DoneAsync("push jobs --file - --quiet --output json", text)).Json["known"]!);
    }

    [SkippableFact]
    public async Task Lines_that_are_malformed_are_named_and_kept_and_the_others_are_loaded()
    {
        var cli = await CommandFixture.CreateAsync(server);
        var rejects = Path.GetTempFileName();
        byte[][] lines =
        [
            .. Enumerable.Range(1, 50).Select(number => Encoding.UTF8.GetBytes($"good-{number}")),
            [(byte)'b', 0xff, 0xfe],
            Encoding.UTF8.GetBytes("bad\tnot json"),
            [],
            Encoding.UTF8.GetBytes("null-in-payload\t\"a\\u0000b\""),
            Encoding.UTF8.GetBytes("half\t\"\\ud800\""),
            Encoding.UTF8.GetBytes(new string('x', 2049)),
            Encoding.UTF8.GetBytes("nul\0key"),
            Encoding.UTF8.GetBytes("\t1"),
            Encoding.UTF8.GetBytes("last\t{\"é\": \"ü\"}\r"),
        ];
        var input = lines.SelectMany((line, index) => index == lines.Length - 1 ? line : [.. line, (byte)'\n']).ToArray();
        var source = cli.Source.ConnectionString;
        var result = await cli.RunAsync(["push", "jobs", "--file", "-", "--output", "json", "--rejects", rejects], input, name => name == "HOWDAH_DSN" ? source : null);
        Assert.Equal(ExitCodes.Partly, result.Code);
        Assert.Equal((51, 0, 7), ((int)result.Json["created"]!, (int)result.Json["known"]!, (int)result.Json["refused"]!));
        output.WriteLine(result.Error);
        Assert.Equal(
            [51, 52, 54, 55, 56, 57, 58],
            result.Error.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal)).Select(line => int.Parse(line[5..line.IndexOf(':', StringComparison.Ordinal)])).Order());
        var kept = await File.ReadAllBytesAsync(rejects);
        File.Delete(rejects);
        Assert.Equal(7, kept.Count(value => value == '\n'));
        Assert.Contains((byte)0xff, kept);
        Assert.Equal("waiting", (string)(await cli.DoneAsync("list jobs --key last --output json")).Json["state"]!);
    }

    [SkippableFact]
    public async Task Objects_on_lines_say_priority_and_time()
    {
        var cli = await CommandFixture.CreateAsync(server);
        var result = await cli.RunAsync("push jobs --file - --format jsonl --output json", """
            {"key": "soon", "payload": {"a": [1, 2]}, "priority": 0}
            {"key": "later", "runAt": "2100-01-01T00:00:00Z"}
            {"key": "wrong", "colour": 1}
            {"key": 7}
            [1]
            {"key": "high", "priority": 9}
            """);
        Assert.Equal(ExitCodes.Partly, result.Code);
        Assert.Equal((2, 4), ((int)result.Json["created"]!, (int)result.Json["refused"]!));
        Assert.Contains("line 3: a member 'colour'", result.Error, StringComparison.Ordinal);
        Assert.Contains("line 6: the priority 9 is not between 0 and 3", result.Error, StringComparison.Ordinal);
        Assert.Equal("scheduled", (string)(await cli.DoneAsync("list jobs --key later --output json")).Json["state"]!);
    }

    [SkippableFact]
    public async Task A_file_that_is_missing_ends_with_1_and_a_queue_that_is_missing_with_a_refusal()
    {
        var cli = await CommandFixture.CreateAsync(server);
        Assert.Equal(ExitCodes.Failed, (await cli.RunAsync("push jobs --file no-such-file")).Code);
        Assert.Equal(ExitCodes.Refused, (await cli.RunAsync("push none --file -", "a\n")).Code);
    }
}
