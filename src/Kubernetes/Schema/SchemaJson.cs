using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Schema;

/// <summary>A schema node as JSON, keys in the order of the alphabet, as the API server and other generators write them.</summary>
public static class SchemaJson
{
    /// <param name="node">The schema.</param>
    /// <param name="withRules">False leaves <c>x-kubernetes-validations</c> out, for Kubernetes before 1.25.</param>
    public static JsonObject Write(SchemaNode node, bool withRules = true)
    {
        var json = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["type"] = Text(node.Type),
            ["format"] = Text(node.Format),
            ["description"] = Text(node.Description),
            ["default"] = node.Default?.DeepClone(),
            ["enum"] = node.Enum.Count == 0 ? null : new JsonArray([.. node.Enum.Select(e => e.DeepClone())]),
            ["pattern"] = Text(node.Pattern),
            ["minLength"] = Number(node.MinLength),
            ["maxLength"] = Number(node.MaxLength),
            ["minItems"] = Number(node.MinItems),
            ["maxItems"] = Number(node.MaxItems),
            ["minProperties"] = Number(node.MinProperties),
            ["maxProperties"] = Number(node.MaxProperties),
            ["minimum"] = Number(node.Minimum),
            ["exclusiveMinimum"] = Flag(node.ExclusiveMinimum),
            ["maximum"] = Number(node.Maximum),
            ["exclusiveMaximum"] = Flag(node.ExclusiveMaximum),
            ["multipleOf"] = Number(node.MultipleOf),
            ["items"] = node.Items is null ? null : Write(node.Items, withRules),
            ["additionalProperties"] = node.AdditionalProperties is null ? null : Write(node.AdditionalProperties, withRules),
            ["properties"] = PropertiesOf(node, withRules),
            ["required"] = Texts(node.Required.Order(StringComparer.Ordinal)),
            ["x-kubernetes-preserve-unknown-fields"] = Flag(node.PreserveUnknownFields),
            ["x-kubernetes-embedded-resource"] = Flag(node.EmbeddedResource),
            ["x-kubernetes-int-or-string"] = Flag(node.IntOrString),
            ["x-kubernetes-list-type"] = Text(node.ListType),
            ["x-kubernetes-list-map-keys"] = Texts(node.ListMapKeys),
            ["x-kubernetes-map-type"] = Text(node.MapType),
            ["x-kubernetes-validations"] = withRules && node.Rules.Count > 0 ? new JsonArray([.. node.Rules.Select(RuleOf)]) : null,
        };
        if (node.IntOrString)
        {
            json["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        }

        return new JsonObject(json.Where(entry => entry.Value is not null));
    }

    private static JsonObject? PropertiesOf(SchemaNode node, bool withRules) =>
        node.Properties.Count == 0
            ? null
            : new JsonObject(node.Properties
                .OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, Write(p.Value, withRules))));

    private static JsonObject RuleOf(SchemaRule rule)
    {
        var json = new JsonObject();
        Add("fieldPath", rule.FieldPath);
        Add("message", rule.Message);
        Add("messageExpression", rule.MessageExpression);
        Add("reason", rule.Reason);
        Add("rule", rule.Rule);
        return json;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                json[key] = value;
            }
        }
    }

    private static JsonValue? Text(string? value) => value is null ? null : JsonValue.Create(value);

    private static JsonValue? Flag(bool value) => value ? JsonValue.Create(true) : null;

    private static JsonValue? Number(int? value) => value is { } number ? JsonValue.Create(number) : null;

    /// <summary>Whole numbers are written without a fraction.</summary>
    private static JsonValue? Number(double? value) => value switch
    {
        null => null,
        { } number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => JsonValue.Create((long)number),
        { } number => JsonValue.Create(number),
    };

    private static JsonArray? Texts(IEnumerable<string> values)
    {
        JsonNode[] nodes = [.. values.Select(v => JsonValue.Create(v))];
        return nodes.Length == 0 ? null : new JsonArray(nodes);
    }
}
