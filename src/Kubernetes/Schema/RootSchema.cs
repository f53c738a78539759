using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Schema;

/// <summary>What every object's schema has at its root: apiVersion, kind, metadata.</summary>
[RequiresUnreferencedCode("Reflects over entity types.")]
internal static class RootSchema
{
    public static void Finish(SchemaNode root, Type type)
    {
        root.Properties.RemoveAll(p => p.Key is "apiVersion" or "kind" or "metadata");
        root.Properties.InsertRange(0,
        [
            KeyValuePair.Create("apiVersion", new SchemaNode { Type = "string", Description = "The group and version of this object's schema." }),
            KeyValuePair.Create("kind", new SchemaNode { Type = "string", Description = "The kind of this object." }),
            KeyValuePair.Create("metadata", Metadata(type)),
        ]);
        if (root.Property("spec") is not null && type.GetProperty("Spec")!.PropertyType.GetCustomAttribute<RequiredAttribute>() is not null)
        {
            root.Required.Add("spec");
        }
    }

    /// <summary>Only restrictions on the name are allowed here (apiextensions, structural schemas).</summary>
    private static SchemaNode Metadata(Type type)
    {
        var metadata = new SchemaNode { Type = "object" };
        if (type.GetCustomAttribute<EntityNameAttribute>() is { } name)
        {
            var schema = new SchemaNode { Type = "string", MaxLength = name.MaxLength, Pattern = name.Pattern };
            metadata.Properties.Add(KeyValuePair.Create("name", schema));
        }

        return metadata;
    }
}
