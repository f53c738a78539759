using System.Reflection;
using Howdah.Architecture.Tests.Support;
using Howdah.Cli.Manifests;

namespace Howdah.Architecture.Tests;

public sealed class GeneratedFilesTests
{
    private static readonly IReadOnlyList<GeneratedFile> Expected = RepositoryFiles.All(Assembly.Load("howdah-operator"));

    private static readonly string[] Folders = ["config/crd/", "config/rbac/", "charts/howdah/templates/crds/", "docs/api/"];

    [Fact]
    public void What_is_checked_in_is_what_the_code_says()
    {
        var stale = Expected.Where(f => !Repository.Files.Contains(f.Path) || Repository.Read(f.Path) != f.Content).Select(f => f.Path).ToList();

        Assert.True(stale.Count == 0, $"Run eng/manifests and commit: {string.Join(", ", stale)}");
    }

    [Fact]
    public void Nothing_else_lies_among_the_generated_files() =>
        Assert.Equal([], Repository.Files.Where(f => Folders.Any(folder => f.StartsWith(folder, StringComparison.Ordinal))).Except(Expected.Select(f => f.Path)));

    [Fact]
    public void The_operator_asks_for_no_wildcard()
    {
        foreach (var file in Expected.Where(f => f.Path.StartsWith("config/rbac/", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("'*'", file.Content, StringComparison.Ordinal);
        }
    }
}
