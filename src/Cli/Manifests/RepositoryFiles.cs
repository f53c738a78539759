using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Howdah.Cli.Manifests;

/// <summary>Every file of the repository that is generated from the code.</summary>
[RequiresUnreferencedCode("Reflects over entity and controller types.")]
public static class RepositoryFiles
{
    /// <param name="operatorAssembly">The assembly with the controllers.</param>
    /// <returns>Paths are relative to the root of the repository.</returns>
    public static IReadOnlyList<GeneratedFile> All(Assembly operatorAssembly) =>
    [
        .. Below("config/crd", CrdManifests.Plain()),
        .. Below("config/rbac", RbacManifests.Plain(operatorAssembly)),
        .. Below("charts/howdah/templates/crds", CrdManifests.ForChart()),
        .. Below("charts/howdah/files", [RbacManifests.ForChart(operatorAssembly)]),
        .. Below("docs/api", ReferenceDocs.Pages()),
    ];

    private static IEnumerable<GeneratedFile> Below(string directory, IEnumerable<GeneratedFile> files) =>
        files.Select(f => f with { Path = $"{directory}/{f.Path}" });
}
