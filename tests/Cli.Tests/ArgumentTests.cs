using System.Text;

namespace Howdah.Cli.Tests;

/// <summary>What can be said about the arguments without a database.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("push jobs a --file x", "KEY and --file exclude each other.")]
    [InlineData("push jobs", "Give KEY or --file.")]
    [InlineData("push jobs a --delay 5s --run-at 2030-01-01T00:00:00Z", "--run-at and --delay exclude each other.")]
    [InlineData("push jobs --file x --payload 1", "--payload and --file exclude each other.")]
    [InlineData("push jobs a --rejects y", "KEY and --rejects exclude each other.")]
    [InlineData("push jobs a --delay 5parsecs", "'5parsecs' of --delay is not a length of time")]
    [InlineData("take jobs --key a --limit 2", "--key and --limit exclude each other.")]
    [InlineData("take jobs --key a --wait 2s", "--key and --wait exclude each other.")]
    [InlineData("fail jobs 1:2 --permanent --retry-after 5s", "--permanent and --retry-after exclude each other.")]
    [InlineData("complete jobs 1-2", "'1-2' is not a lease")]
    [InlineData("complete jobs 1:2 3:4 --successor a", "--successor is for one lease.")]
    [InlineData("complete jobs", "Required argument 'lease' missing")]
    [InlineData("redrive jobs 1 --all", "ID and --all exclude each other.")]
    [InlineData("redrive jobs --reason x --all", "--reason and --all exclude each other.")]
    [InlineData("redrive jobs", "Give ID or --reason or --all.")]
    [InlineData("list jobs --key a --state leased", "--state and --key exclude each other.")]
    [InlineData("list jobs --state dead", "Argument 'dead' not recognized")]
    [InlineData("stats jobs --exact --cap 5", "--cap and --exact exclude each other.")]
    [InlineData("stats jobs --dsn postgresql://a/b --host c", "--dsn and --host exclude each other.")]
    [InlineData("stats jobs --opensearch http://s --dsn postgresql://a/b", "--opensearch and --dsn exclude each other.")]
    [InlineData("stats jobs --opensearch http://s --port 1", "--opensearch and --port exclude each other.")]
    [InlineData("stats jobs --opensearch", "OPENSEARCH_URL is not set")]
    [InlineData("stats jobs --opensearch nonsense", "OPENSEARCH_URL is not a URL")]
    [InlineData("stats _x --opensearch http://s", "cannot be the name of an index")]
    [InlineData("fail jobs a:1 --opensearch http://s", "'fail' cannot be done in OpenSearch")]
    [InlineData("push jobs a --priority 2 --delay 5s --opensearch http://s", "--opensearch and --priority, --delay exclude each other")]
    [InlineData("complete jobs a:1", "'a:1' is not a lease")]
    [InlineData("create jobs --lease-mode doubling --run-max 1h", "--run-max is for --lease-mode renewable.")]
    [InlineData("create jobs --lease-mode renewable --exponent-cap 3", "--exponent-cap is for --lease-mode doubling.")]
    [InlineData("create jobs --grant boss", "'boss' of --grant is not")]
    [InlineData("stats", "Required argument 'queue' missing")]
    [InlineData("juggle jobs", "'juggle'")]
    public async Task Wrong_arguments_are_named_and_end_with_2(string line, string message)
    {
        var result = await new CommandFixture(null).RunAsync(line);
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains(message, result.Error + result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "neither")]
    [InlineData("postgresql://h:port/d", "port")]
    [InlineData("postgresql://u:secret@h/d?colour=red", "'colour'")]
    [InlineData("Host=h;Colour=red;Password=secret", "'colour'")]
    public async Task A_connection_that_cannot_be_read_is_a_wrong_argument_and_shows_no_password(string dsn, string message)
    {
        var result = await new CommandFixture(null).RunAsync(["stats", "jobs", "--dsn", dsn], [], _ => null);
        Assert.Equal(ExitCodes.Usage, result.Code);
        Assert.Contains(message, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_ends_with_1()
    {
        var result = await new CommandFixture(null).RunAsync(["stats", "jobs"], [], name => name == "PGHOST" ? "127.0.0.1" : name == "PGPORT" ? "1" : null);
        Assert.Equal(ExitCodes.Failed, result.Code);
        Assert.Contains("RetriesExceeded", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var result = await new CommandFixture(null).RunAsync(["--help"], Encoding.UTF8.GetBytes(""), _ => null);
        Assert.Equal(ExitCodes.Done, result.Code);
        Assert.All(
            ["create", "push", "take", "complete", "fail", "release", "renew", "list", "dead", "redrive", "pause", "resume", "stats", "top"],
            command => Assert.Contains("  " + command, result.Out, StringComparison.Ordinal));
    }
}
