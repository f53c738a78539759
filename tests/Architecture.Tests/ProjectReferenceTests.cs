using Howdah.Architecture.Tests.Support;

namespace Howdah.Architecture.Tests;

/// <summary>docs/architecture.md, "Projects and which way they depend".</summary>
public sealed class ProjectReferenceTests
{
    /// <summary>All that a project may reference. A new project gets its line here and in docs/architecture.md.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kubernetes"] = [],
        ["Entities"] = ["Kubernetes"],
        ["Postgres"] = [],
        ["HighAvailability"] = ["Postgres"],
        ["Instances"] = ["Entities", "HighAvailability", "Postgres"],
        ["Search"] = [],
        ["Queueing"] = ["Postgres"],
        ["Queueing.OpenSearch"] = ["Postgres", "Queueing", "Search"],
        ["Operator"] = ["Entities", "HighAvailability", "Instances", "Kubernetes", "Postgres", "Queueing", "Queueing.OpenSearch", "Search"],
        ["Sidecar"] = ["Entities", "HighAvailability", "Instances", "Kubernetes", "Postgres"],
        ["Worker"] = ["Kubernetes", "Postgres", "Queueing"],
        ["Cli"] = ["Entities", "Kubernetes", "Postgres", "Queueing", "Queueing.OpenSearch", "Search"],
    };

    private static readonly string[] Executables = ["Operator", "Sidecar", "Cli", "Worker"];

    [Fact]
    public void Every_project_has_its_place_in_the_order() =>
        Assert.Equal([], Project.Source.Select(p => p.Name).Except(Allowed.Keys));

    [Fact]
    public void Projects_reference_only_what_stands_below_them() =>
        Assert.Equal(
            [],
            Project.Source.SelectMany(p => p.References.Except(Allowed.GetValueOrDefault(p.Name, [])).Select(r => $"{p.Name} -> {r}")));

    [Fact]
    public void Executables_never_reference_each_other() =>
        Assert.Equal([], Project.Source.SelectMany(p => p.References.Intersect(Executables).Select(r => $"{p.Name} -> {r}")));

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Repository.Read("Operator.sln").Replace('\\', '/');

        Assert.Equal([], Project.All.Where(p => !solution.Contains($"\"{p.File}\"", StringComparison.Ordinal)).Select(p => p.File));
    }

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Assert.Equal([], Project.All.Select(p => Path.GetDirectoryName(p.File) + "/packages.lock.json").Except(Repository.Files));

    [Fact]
    public void Every_source_project_has_tests()
    {
        string[] testedElsewhere = ["Instances", "Cli", "Queueing.OpenSearch"];

        Assert.Equal([], Project.Source.Select(p => p.Name).Except(testedElsewhere).Select(n => n + ".Tests").Except(Project.All.Select(p => p.Name)));
    }
}
