using System.Text.RegularExpressions;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

public sealed partial class FileRulesTests
{
    private const int LongestFile = 500;

    private static readonly string[] Written = [".cs", ".sh", ".tpl", ".sql", ".csproj", ".props", ""];

    private static readonly string[] Binary = [".png", ".xz", ".gz", ".tar"];

    /// <summary>This file has examples of what is forbidden.</summary>
    private const string Self = "tests/Architecture.Tests/FileRulesTests.cs";

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
        Assert.Equal([], TextFiles().Where(f => f != Self).SelectMany(f => Machine().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value}")));

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
            TextFiles().Where(f => f != "Operator.sln" && !f.EndsWith("packages.lock.json", StringComparison.Ordinal)).Where(f =>
            {
                var text = Repository.Read(f);
                return text.Contains('\r', StringComparison.Ordinal) || (text.Length > 0 && !text.EndsWith('\n'));
            }));

    /// <summary>One in ten may speak for itself. Models are Kubernetes' own types under their own names.</summary>
    [Fact]
    public void Public_types_say_what_they_are()
    {
        var types = Repository.SourceFiles("src/").Where(f => !f.StartsWith("src/Kubernetes/Models/", StringComparison.Ordinal)).SelectMany(f => PublicTypes(f, Repository.Read(f).Split('\n'))).ToList();
        var silent = types.Where(t => !t.HasSummary).Select(t => t.Name).ToList();

        Assert.True(types.Count > 50, "The rule does not find the types.");
        Assert.True(silent.Count <= types.Count / 10, $"{silent.Count} of {types.Count} public types have no summary:\n{string.Join('\n', silent)}");
    }

    /// <summary>A summary stands right above a type, but for attributes.</summary>
    private static IEnumerable<(string Name, bool HasSummary)> PublicTypes(string file, string[] lines)
    {
        var documented = false;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (PublicType().Match(line) is { Success: true } type)
            {
                yield return ($"{file}: {type.Groups["name"].Value}", documented);
            }

            documented = line.StartsWith("///", StringComparison.Ordinal) || (documented && line.Length > 0 && !line.EndsWith(';') && !line.EndsWith('}'));
        }
    }

    private static IEnumerable<string> TextFiles() => Repository.Files.Where(f => !Binary.Contains(Path.GetExtension(f)));

    /// <summary>Home directories, and addresses of hosts that serve packages.</summary>
    [GeneratedRegex(
        """(?<![\w.$}])/(home|Users|root)/[\w.-]+/|[A-Z]:\\Users\\\w|https?://[\w.-]*(nexus|artifactory|registry|pypi|npmjs|nuget|mirror|proxy)[\w.-]*[/:]""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Machine();

    [GeneratedRegex(
        @"^public (static |sealed |abstract |partial |readonly |ref )*(class|record struct|record|struct|interface|enum|delegate [\w<>\[\]?]+) (?<name>\w+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex PublicType();
}
