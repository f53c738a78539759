using System.Diagnostics.CodeAnalysis;
using Howdah.Entities;
using Howdah.Kubernetes.Schema;

namespace Howdah.Cli.Manifests;

/// <summary>The CustomResourceDefinitions of our kinds, for kubectl and for the chart.</summary>
[RequiresUnreferencedCode("Reflects over entity types.")]
public static class CrdManifests
{
    /// <summary>Every kind.</summary>
    /// <exception cref="SchemaException">An API server would refuse a schema.</exception>
    public static IReadOnlyList<CrdDefinition> Definitions()
    {
        var definitions = CrdGenerator.GenerateAll(typeof(GroupNames).Assembly);
        string[] problems = [.. definitions.SelectMany(d => d.Versions.SelectMany(v => StructuralSchemaCheck.Problems(v.Schema).Select(p => $"{d.Name} {v.Name}{p}")))];
        return problems.Length == 0 ? definitions : throw new SchemaException(string.Join('\n', problems));
    }

    /// <param name="withRules">False for Kubernetes before 1.25, which knows no CEL rules.</param>
    public static IReadOnlyList<GeneratedFile> Plain(bool withRules = true) =>
    [
        .. Definitions().Select(crd => new GeneratedFile(crd.FileName, GeneratedFile.Header + YamlText.Write(CrdJson.Write(crd, withRules)))),
    ];

    /// <summary>Templates that render to the plain definitions, with the chart's labels, and without rules below Kubernetes 1.25.</summary>
    public static IReadOnlyList<GeneratedFile> ForChart() =>
    [
        .. Definitions().Select(crd => new GeneratedFile(crd.FileName, GeneratedFile.Header + ChartCrd.Write(crd))),
    ];
}
