using System.Text.RegularExpressions;
using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

public sealed partial class DocumentationTests
{
    /// <summary>Linked from the README before they are written; each goes from here when it comes.</summary>
    private static readonly string[] Announced = ["docker/", "docs/benchmarks.md"];

    public static TheoryData<string> Pages => [.. Repository.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(page)!;
        var broken = Link().Matches(Code().Replace(Repository.Read(page), ""))
            .Select(m => m.Groups["target"].Value)
            .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
            .Except(Announced)
            .Where(target => !Path.Exists(Path.Combine(Repository.Root, folder, target)));

        Assert.Equal([], broken);
    }

    [Fact]
    public void Every_library_that_is_used_is_explained()
    {
        var page = Repository.Read("docs/dependencies.md");
        var packages = Package().Matches(Repository.Read("Directory.Packages.props")).Select(m => m.Groups["name"].Value);

        Assert.Equal([], packages.Where(p => !page.Contains(p, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_deployment_sets_every_variable_of_the_operator_process_and_no_other()
    {
        var documented = Variable().Matches(Section(Repository.Read("docs/architecture.md"), "## Operator process")).Select(m => m.Value).Distinct();
        var set = Variable().Matches(Repository.Read("charts/howdah/templates/deployment.yaml")).Select(m => m.Value).Distinct();

        Assert.Equal(documented.Order(), set.Order());
    }

    private static string Section(string page, string heading)
    {
        var start = page.IndexOf(heading, StringComparison.Ordinal);
        var end = page.IndexOf("\n## ", start + heading.Length, StringComparison.Ordinal);
        return page[start..end];
    }

    [GeneratedRegex("```.*?```|`[^`\\n]*`", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]*)[^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex("PackageVersion Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Package();

    [GeneratedRegex(@"\b(HOWDAH_[A-Z_]+|POD_NAME)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
