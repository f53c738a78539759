using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Schema;

/// <summary>Columns of <c>kubectl get</c>: those of the class in the order written, then those of properties in the order of declaration.</summary>
[RequiresUnreferencedCode("Reflects over entity types.")]
internal static class PrinterColumns
{
    public static IReadOnlyList<CrdColumn> Of(Type type, SchemaNode root)
    {
        var columns = type.GetCustomAttributes<GenericAdditionalPrinterColumnAttribute>()
            .Select(c => new CrdColumn(c.Name, c.Type, c.JsonPath, c.Priority, c.Format, c.Description))
            .ToList();
        Collect(type, root, "", columns);
        return columns;
    }

    private static void Collect(Type type, SchemaNode node, string path, List<CrdColumn> columns)
    {
        foreach (var property in type.GetProperties().OrderBy(p => p.MetadataToken))
        {
            var name = SchemaBuilder.NameOf(property);
            var childPath = $"{path}.{name}";
            if (node.Property(name) is not { } child)
            {
                continue;
            }

            if (property.GetCustomAttribute<AdditionalPrinterColumnAttribute>() is { } column)
            {
                var (columnType, format) = TypeOf(child);
                columns.Add(new CrdColumn(column.Name ?? property.Name, columnType, childPath, column.Priority, format, child.Description));
            }

            if (child is { Type: "object", PreserveUnknownFields: false, AdditionalProperties: null } && path.Length < 64 && name != "metadata")
            {
                Collect(property.PropertyType, child, childPath, columns);
            }
        }
    }

    private static (string Type, string? Format) TypeOf(SchemaNode node) => node switch
    {
        { Format: "date-time" } => ("date", null),
        { Type: "integer" or "number" } => (node.Type, node.Format),
        { Type: "boolean" } => ("boolean", null),
        _ => ("string", null),
    };
}
