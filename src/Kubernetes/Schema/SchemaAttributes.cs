using System.Reflection;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Entities.Attributes;

namespace Howdah.Kubernetes.Schema;

/// <summary>Writes what attributes say into a schema node.</summary>
internal static class SchemaAttributes
{
    public static void OfClass(SchemaNode node, Type type) => Common(node, type);

    public static void OfProperty(SchemaNode node, PropertyInfo property)
    {
        Common(node, property);
        Texts(node, property);
        Numbers(node, property);
        Collections(node, property);
        node.EmbeddedResource |= property.GetCustomAttribute<EmbeddedResourceAttribute>() is not null;
        foreach (var value in property.GetCustomAttribute<EnumValuesAttribute>()?.Values ?? [])
        {
            node.Enum.Add(Json(value));
        }

        if (property.GetCustomAttribute<DefaultValueAttribute>() is { } fallback)
        {
            node.Default = fallback.Json ? JsonNode.Parse((string)fallback.Value) : Json(fallback.Value);
        }
    }

    private static void Common(SchemaNode node, MemberInfo member)
    {
        node.PreserveUnknownFields |= member.GetCustomAttribute<PreserveUnknownFieldsAttribute>() is not null;
        if (member.GetCustomAttribute<XMapTypeAttribute>() is { } map)
        {
            node.MapType = map.Type == XMapType.Atomic ? "atomic" : "granular";
        }

        node.Rules.AddRange(member.GetCustomAttributes<ValidationRuleAttribute>()
            .Select(r => new SchemaRule(r.Rule, r.Message, r.FieldPath, r.MessageExpression, r.Reason)));
    }

    private static void Texts(SchemaNode node, PropertyInfo property)
    {
        var values = node.Items ?? node.AdditionalProperties;
        if (property.GetCustomAttribute<QuantityAttribute>() is not null)
        {
            Quantity(values ?? node, bareNumbers: values is not null);
        }

        node.Pattern = property.GetCustomAttribute<PatternAttribute>()?.Pattern ?? node.Pattern;
        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            (node.MinLength, node.MaxLength) = (Bound(length.MinLength), Bound(length.MaxLength));
        }

        if (property.GetCustomAttribute<ValueLengthAttribute>() is { } valueLength)
        {
            Expect(values, property).MinLength = Bound(valueLength.MinLength);
            values!.MaxLength = Bound(valueLength.MaxLength);
        }

        if (property.GetCustomAttribute<ValuePatternAttribute>() is { } valuePattern)
        {
            Expect(values, property).Pattern = valuePattern.Pattern;
        }
    }

    private static void Quantity(SchemaNode node, bool bareNumbers)
    {
        node.Pattern = SchemaBuilder.QuantityPattern;
        node.MaxLength = SchemaBuilder.QuantityLength;
        if (bareNumbers)
        {
            node.Type = null;
            node.IntOrString = true;
        }
    }

    private static void Numbers(SchemaNode node, PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeMinimumAttribute>() is { } minimum)
        {
            (node.Minimum, node.ExclusiveMinimum) = (minimum.Minimum, minimum.ExclusiveMinimum);
        }

        if (property.GetCustomAttribute<RangeMaximumAttribute>() is { } maximum)
        {
            (node.Maximum, node.ExclusiveMaximum) = (maximum.Maximum, maximum.ExclusiveMaximum);
        }

        node.MultipleOf = property.GetCustomAttribute<MultipleOfAttribute>()?.Value;
    }

    private static void Collections(SchemaNode node, PropertyInfo property)
    {
        if (property.GetCustomAttribute<ItemsAttribute>() is { } items)
        {
            (node.MinItems, node.MaxItems) = (Bound(items.MinItems), Bound(items.MaxItems));
        }

        if (property.GetCustomAttribute<PropertyLimitsAttribute>() is { } limits)
        {
            (node.MinProperties, node.MaxProperties) = (Bound(limits.MinProperties), Bound(limits.MaxProperties));
        }

        node.ListType = property.GetCustomAttribute<XListTypeAttribute>()?.Type switch
        {
            XListType.Atomic => "atomic",
            XListType.Set => "set",
            XListType.Map => "map",
            _ => null,
        };
        node.ListMapKeys.AddRange(property.GetCustomAttribute<XListMapKeysAttribute>()?.Keys ?? []);
    }

    private static SchemaNode Expect(SchemaNode? values, PropertyInfo property) =>
        values ?? throw new SchemaException($"{property.DeclaringType!.Name}.{property.Name} is neither a list nor a map.");

    private static int? Bound(int value) => value < 0 ? null : value;

    private static JsonValue Json(object value) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        _ => throw new SchemaException($"No JSON for {value.GetType()}."),
    };
}
