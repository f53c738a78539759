using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Howdah.Cli.Queue;
using Howdah.Queueing.Tests.Server;
using Npgsql;

namespace Howdah.Cli.Tests;

internal sealed record CommandResult(int Code, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;
}

/// <summary>Runs <c>howdah queue …</c> in this process against a database of its own, or none.</summary>
internal sealed class CommandFixture(NpgsqlDataSource? source)
{
    public NpgsqlDataSource Source => source!;

    public static async Task<CommandFixture> CreateAsync(ScratchServer server, bool withQueue = true)
    {
        ScratchServer.Require();
        var fixture = new CommandFixture(await server.CreateSourceAsync());
        if (withQueue)
        {
            await fixture.DoneAsync("create jobs");
        }

        return fixture;
    }

    public Task<CommandResult> RunAsync(string line, string? input = null) =>
        RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), Encoding.UTF8.GetBytes(input ?? ""), Environment);

    public async Task<CommandResult> RunAsync(string[] arguments, byte[] input, Func<string, string?> environment)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var root = new RootCommand { QueueCommand.Create(new Surroundings(environment, () => new MemoryStream(input), TimeProvider.System)) };
        var code = await CommandRun.InvokeAsync(root, ["queue", .. arguments], new InvocationConfiguration { Output = output, Error = error });
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    public async Task<CommandResult> DoneAsync(string line, string? input = null)
    {
        var result = await RunAsync(line, input);
        Assert.True(result.Code == 0, $"{line}: {result.Code}\n{result.Out}\n{result.Error}");
        return result;
    }

    /// <summary>The lease of the next item.</summary>
    public async Task<string> TakeAsync(string options = "") => (string)(await DoneAsync($"take jobs --output json {options}")).Json[0]!["lease"]!;

    private string? Environment(string name) => name == "HOWDAH_DSN" ? source?.ConnectionString : null;
}
