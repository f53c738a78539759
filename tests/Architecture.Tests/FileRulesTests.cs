using System.Text.RegularExpressions;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

public sealed partial class FileRulesTests
{
    private const int LongestFile = 500;

    private static readonly string[] Written = [".cs", ".sh", ".tpl", ".sql", ".csproj", ".props", ""];

    [Fact]
    public void No_file_is_longer_than_five_hundred_lines() =>
        Assert.Equal(
            [],
            Repository.Files
                .Where(f => Written.Contains(Path.GetExtension(f)))
                .Select(f => (File: f, Lines: File.ReadLines(Path.Combine(Repository.Root, f)).Take(LongestFile + 1).Count()))
                .Where(f => f.Lines > LongestFile)
                .Select(f => f.File));

    [Fact]
    public void Half_of_the_source_files_are_shorter_than_a_hundred_lines()
    {
        var lengths = Repository.SourceFiles("src/").Select(f => File.ReadLines(Path.Combine(Repository.Root, f)).Count()).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, 100);
    }

    [Fact]
    public void No_file_names_a_package_mirror_or_a_place_on_somebodys_machine() =>
        Assert.Equal([], TextFiles().SelectMany(f => Machine().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value}")));

    [Theory]
    [InlineData("see /home/ann/src", true)]
    [InlineData("cd /Users/ann/src", true)]
    [InlineData(@"C:\Users\ann", true)]
    [InlineData("\"resolved\": \"https://nexus.example.com/repository/npm/x.tgz\"", true)]
    [InlineData("index-url = https://pypi-mirror.example.com/simple", true)]
    [InlineData("${HOME:-/root}/.cache", false)]
    [InlineData("https://www.postgresql.org/docs/17/", false)]
    [InlineData("/var/lib/howdah", false)]
    public void The_rule_finds_what_it_is_for(string text, bool found) => Assert.Equal(found, Machine().IsMatch(text));

    [Fact]
    public void Text_files_end_with_one_line_feed_and_have_no_carriage_returns() =>
        Assert.Equal(
            [],
            TextFiles().Where(f => f != "Operator.sln").Where(f =>
            {
                var text = Repository.Read(f);
                return text.Contains('\r', StringComparison.Ordinal) || (text.Length > 0 && !text.EndsWith('\n'));
            }));

    [Fact]
    public void Public_types_say_what_they_are()
    {
        var types = Repository.SourceFiles("src/").SelectMany(f => PublicType().Matches(Repository.Read(f)).Select(m => (File: f, Match: m))).ToList();
        var silent = types.Where(t => !t.Match.Groups["doc"].Success).Select(t => $"{t.File}: {t.Match.Groups["name"].Value}").ToList();

        Assert.True(types.Count > 50, "The rule does not find the types.");
        Assert.True(silent.Count <= types.Count / 10, $"{silent.Count} of {types.Count} public types have no summary:\n{string.Join('\n', silent)}");
    }

    private static IEnumerable<string> TextFiles() => Repository.Files.Where(f => !f.EndsWith(".png", StringComparison.Ordinal) && !f.EndsWith(".xz", StringComparison.Ordinal) && !f.EndsWith(".gz", StringComparison.Ordinal));

    /// <summary>Home directories, and addresses of hosts that serve packages.</summary>
    [GeneratedRegex(
        """(?<![\w.$}])/(home|Users|root)/[\w.-]+/|[A-Z]:\\Users\\\w|https?://[\w.-]*(nexus|artifactory|registry|pypi|npmjs|nuget|mirror|proxy)[\w.-]*[/:]""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Machine();

    [GeneratedRegex(
        @"(?<doc>///[^\n]*\n(\s*\[[^\n]*\n|\s*[^\n/{};]*\n)*?)?^\s*public (static |sealed |abstract |partial |readonly |ref )*(class|record struct|record|struct|interface|enum|delegate [\w<>\[\]?]+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex PublicType();
}
