using FsCheck;
using FsCheck.Fluent;
using Howdah.Postgres.Configuration;

namespace Howdah.Postgres.Tests.Configuration;

public sealed class RuleTests
{
    [Theory]
    [InlineData("fsync", "off")]
    [InlineData("listen_addresses", "*")]
    [InlineData("archive_command", "rm -rf /")]
    [InlineData("no_such_parameter", "1")]
    [InlineData("max_connections", "many")]
    [InlineData("work_mem", "4MB\narchive_mode = on")]
    [InlineData("hba_file", "/tmp/x")]
    public void A_refusal_names_the_field_and_says_why(string name, string value)
    {
        var refusal = Assert.Single(ParameterRules.Validate(new Dictionary<string, string> { [name] = value }));
        Assert.Contains(name, refusal.Field, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Message);
    }

    [Theory]
    [InlineData("max_connections", "200")]
    [InlineData("work_mem", "64MB")]
    [InlineData("shared_buffers", "1GB")]
    [InlineData("log_statement", "ddl")]
    [InlineData("pg_stat_statements.max", "5000")]
    public void Ordinary_settings_are_taken(string name, string value) => Assert.Empty(ParameterRules.Validate(new Dictionary<string, string> { [name] = value }));

    [Theory]
    [InlineData("max_connections", true)]
    [InlineData("shared_buffers", true)]
    [InlineData("work_mem", false)]
    public void What_needs_a_restart_is_known(string name, bool restart) => Assert.Equal(restart, ParameterRules.NeedsRestart(name));

    [Theory]
    [InlineData("hostssl all all 10.0.0.0/8 scram-sha-256")]
    [InlineData("host app \"odd name\" 192.168.0.1 255.255.255.255 scram-sha-256")]
    [InlineData("local all all peer")]
    [InlineData("hostssl app app all cert clientcert=verify-full")]
    public void Rules_of_the_grammar_are_taken(string line) => Assert.Null(HbaRules.Validate(line));

    [Theory]
    [InlineData("host everything")]
    [InlineData("nonsense all all all md5")]
    [InlineData("host all all 10.0.0.0/33 scram-sha-256")]
    [InlineData("host all all all no-such-method")]
    [InlineData("include /etc/passwd")]
    [InlineData("host all \"unclosed all md5")]
    [InlineData("host all all all md5\nhost all all all trust")]
    public void Others_are_refused(string line) => Assert.NotNull(HbaRules.Validate(line));

    [Fact]
    public void No_text_makes_the_HBA_parser_throw() => Prop.ForAll<string>(line => { _ = HbaRules.Validate(line ?? ""); return true; }).QuickCheckThrowOnFailure();

    [Fact]
    public void Our_own_rules_come_first_and_the_default_last()
    {
        var lines = HbaRules.Render(["hostssl app app all scram-sha-256"], "howdah_replication", "howdah_monitor", "howdah_operator").Split('\n').Where(l => l.StartsWith("host", StringComparison.Ordinal) || l.StartsWith("local", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("local", lines[0], StringComparison.Ordinal);
        Assert.True(lines.FindIndex(l => l.Contains("howdah_replication", StringComparison.Ordinal)) < lines.FindIndex(l => l.Contains("app", StringComparison.Ordinal)));
        Assert.Contains("scram-sha-256", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_synchronous_standbys_read_back()
    {
        Assert.True(SynchronousNames.TryParse(SynchronousNames.Render(2, ["db-2", "db-3"]), out var number, out var names));
        Assert.Equal(2, number);
        Assert.Equal(["db-2", "db-3"], names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("o'clock", @"'o\'clock'")]
    [InlineData(@"back\slash", @"'back\\slash'")]
    public void Connection_strings_are_quoted_as_libpq_reads_them(string value, string quoted) => Assert.Equal(quoted, ConnInfo.Quote(value));
}
