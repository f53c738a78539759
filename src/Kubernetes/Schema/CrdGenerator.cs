using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Schema;

/// <summary>Entity classes to CustomResourceDefinitions (apiextensions.k8s.io/v1).</summary>
[RequiresUnreferencedCode("Reflects over entity types.")]
public static class CrdGenerator
{
    /// <summary>One definition for all versions of one kind; one version of them is stored.</summary>
    /// <exception cref="SchemaException">The types are not versions of one kind, or an attribute makes no sense.</exception>
    public static CrdDefinition Generate(params IReadOnlyList<Type> versions)
    {
        var kinds = versions.Select(ResourceKind.Of).ToList();
        var first = kinds[0];
        if (kinds.Any(k => (k.Group, k.Kind, k.Plural, k.Namespaced) != (first.Group, first.Kind, first.Plural, first.Namespaced)))
        {
            throw new SchemaException($"{string.Join(", ", versions.Select(v => v.Name))} are not versions of one kind.");
        }

        var stored = versions.FirstOrDefault(v => v.GetCustomAttribute<StorageVersionAttribute>() is not null)
            ?? versions.MaxBy(v => VersionPriority.Of(ResourceKind.Of(v).Version))!;
        return new CrdDefinition(
            first,
            Singular: first.Kind.ToLowerInvariant(),
            ShortNames: stored.GetCustomAttribute<KubernetesEntityShortNamesAttribute>()?.ShortNames ?? [],
            Categories: stored.GetCustomAttribute<KubernetesEntityCategoriesAttribute>()?.Categories ?? [],
            Versions: [.. versions.Select(v => Version(v, isStored: v == stored))]);
    }

    /// <summary>The kinds of an assembly: every class with <see cref="KubernetesEntityAttribute"/> and a spec.</summary>
    public static IReadOnlyList<CrdDefinition> GenerateAll(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes()
            .Where(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is not null && typeof(CustomKubernetesEntity).IsAssignableFrom(t))
            .GroupBy(t => (ResourceKind.Of(t).Group, ResourceKind.Of(t).Kind))
            .OrderBy(g => g.Key)
            .Select(g => Generate([.. g.OrderBy(t => VersionPriority.Of(ResourceKind.Of(t).Version))])),
    ];

    private static CrdVersion Version(Type type, bool isStored)
    {
        var builder = new SchemaBuilder();
        var root = builder.Object(type);
        RootSchema.Finish(root, type);
        var scale = type.GetCustomAttribute<ScaleSubresourceAttribute>();
        return new CrdVersion(
            ResourceKind.Of(type).Version,
            isStored,
            root,
            HasStatus: root.Property("status") is not null,
            scale is null ? null : new CrdScale(scale.SpecReplicasPath, scale.StatusReplicasPath, scale.LabelSelectorPath),
            PrinterColumns.Of(type, root));
    }
}
