using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Howdah.Kubernetes.Entities.Attributes;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Schema;

/// <summary>CLR types to structural schemas, by reflection. Design time only: nothing that runs in a pod uses it.</summary>
[RequiresUnreferencedCode("Reflects over entity types.")]
internal sealed class SchemaBuilder
{
    /// <summary>Kubernetes' own pattern of a resource quantity (apimachinery, api/resource).</summary>
    public const string QuantityPattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>Longer than any quantity a person writes.</summary>
    public const int QuantityLength = 64;

    private readonly Dictionary<Assembly, XmlDocumentation> _documentation = [];
    private readonly Stack<Type> _path = new();

    public SchemaNode Object(Type type)
    {
        if (_path.Contains(type))
        {
            throw new SchemaException($"{type.Name} contains itself: a structural schema cannot.");
        }

        _path.Push(type);
        var node = new SchemaNode { Type = "object", Description = Describe(type) };
        SchemaAttributes.OfClass(node, type);
        foreach (var property in PropertiesOf(type))
        {
            var name = NameOf(property);
            node.Properties.Add(KeyValuePair.Create(name, Property(property)));
            if (property.GetCustomAttribute<RequiredAttribute>() is not null)
            {
                node.Required.Add(name);
            }
        }

        _path.Pop();
        return node;
    }

    private SchemaNode Property(PropertyInfo property)
    {
        var node = Value(property.PropertyType, property);
        node.Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description
            ?? DocumentationOf(property.DeclaringType!).Summary(property)
            ?? node.Description;
        SchemaAttributes.OfProperty(node, property);
        return node;
    }

    private SchemaNode Value(Type declared, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Scalar(type) is { } scalar)
        {
            return scalar;
        }

        if (typeof(JsonNode).IsAssignableFrom(type))
        {
            return new SchemaNode { Type = "object", PreserveUnknownFields = true };
        }

        if (ElementOf(type, typeof(IDictionary<,>)) is [var key, var value])
        {
            return key == typeof(string)
                ? new SchemaNode { Type = "object", AdditionalProperties = Value(value, property) }
                : throw new SchemaException($"{property.DeclaringType!.Name}.{property.Name}: the keys of a map are strings.");
        }

        if (ElementOf(type, typeof(IEnumerable<>)) is [var element])
        {
            return new SchemaNode { Type = "array", Items = Value(element, property) };
        }

        return typeof(IEnumerable).IsAssignableFrom(type) || !type.IsClass
            ? throw new SchemaException($"{property.DeclaringType!.Name}.{property.Name}: no schema for {type}.")
            : Object(type);
    }

    private static SchemaNode? Scalar(Type type) => type switch
    {
        _ when type == typeof(string) => new SchemaNode { Type = "string" },
        _ when type == typeof(bool) => new SchemaNode { Type = "boolean" },
        _ when type == typeof(int) => new SchemaNode { Type = "integer", Format = "int32" },
        _ when type == typeof(long) => new SchemaNode { Type = "integer", Format = "int64" },
        _ when type == typeof(double) => new SchemaNode { Type = "number", Format = "double" },
        _ when type == typeof(DateTimeOffset) => new SchemaNode { Type = "string", Format = "date-time" },
        _ when type == typeof(IntOrString) => new SchemaNode { IntOrString = true, MaxLength = QuantityLength },
        _ when type == typeof(ResourceQuantity) => new SchemaNode { IntOrString = true, Pattern = QuantityPattern, MaxLength = QuantityLength },
        { IsEnum: true } => EnumOf(type),
        _ => null,
    };

    private static SchemaNode EnumOf(Type type)
    {
        var node = new SchemaNode { Type = "string" };
        node.Enum.AddRange(Enum.GetNames(type).Select(name => JsonValue.Create(name)));
        return node;
    }

    private static Type[]? ElementOf(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == definition)?.GetGenericArguments();

    internal static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetCustomAttribute<IgnoreAttribute>() is null
            && p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }
            && p.GetIndexParameters().Length == 0)
        .OrderBy(p => p.MetadataToken);

    private string? Describe(Type type) =>
        type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? DocumentationOf(type).Summary(type);

    private XmlDocumentation DocumentationOf(Type type)
    {
        if (!_documentation.TryGetValue(type.Assembly, out var documentation))
        {
            _documentation[type.Assembly] = documentation = XmlDocumentation.Of(type.Assembly);
        }

        return documentation;
    }
}
