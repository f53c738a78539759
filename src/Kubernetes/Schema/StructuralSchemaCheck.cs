using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Howdah.Kubernetes.Schema;

/// <summary>
/// Finds what an API server would refuse (Kubernetes documentation, "Specifying a structural schema"), and what is our own rule: no text, list or map without a bound.
/// It is no validator of the whole JSON schema language: it knows what the generator can write.
/// </summary>
public static partial class StructuralSchemaCheck
{
    private static readonly string[] Formats = ["int32", "int64", "float", "double", "date-time", "date", "byte", "uuid", "ipv4", "ipv6", "cidr", "uri"];

    /// <summary>One line for each problem, beginning with the path; empty when all is well.</summary>
    public static IReadOnlyList<string> Problems(SchemaNode root)
    {
        var problems = new List<string>();
        if (root.Type != "object")
        {
            problems.Add(": the root is an object");
        }

        foreach (var (path, node, _) in SchemaPlace.Walk(root))
        {
            problems.AddRange(Shape(path, node).Concat(Lists(node)).Concat(Values(node)).Concat(Bounds(path, node)).Select(p => $"{path}: {p}"));
        }

        var costs = CelCost.OfSchema(root);
        problems.AddRange(costs.Where(c => c.UpperBound > CelCost.RuleLimit).Select(c => $"{c.Path}: a rule may cost {c.UpperBound:F0}: {c.Rule}"));
        if (costs.Sum(c => c.UpperBound) > CelCost.TotalLimit)
        {
            problems.Add(": all rules together may cost too much");
        }

        return problems;
    }

    private static IEnumerable<string> Shape(string path, SchemaNode node)
    {
        if (node.Type is null && !node.IntOrString)
        {
            yield return "a type is needed";
        }

        if (node.Type is not null && node.IntOrString)
        {
            yield return "a type beside x-kubernetes-int-or-string";
        }

        if (node.Properties.Count > 0 && node.AdditionalProperties is not null)
        {
            yield return "properties and additionalProperties exclude each other";
        }

        if (node.Type != "object" && (node.Properties.Count > 0 || node.AdditionalProperties is not null || node.PreserveUnknownFields || node.EmbeddedResource))
        {
            yield return "only an object has properties";
        }

        if ((node.Type == "array") != (node.Items is not null))
        {
            yield return "items belong to an array, and an array has items";
        }

        if (path == ".metadata" && node.Properties.Any(p => p.Key is not ("name" or "generateName")))
        {
            yield return "of metadata only the name can be restricted";
        }

        foreach (var missing in node.Required.Where(r => node.Property(r) is null))
        {
            yield return $"required property {missing} is not there";
        }
    }

    private static IEnumerable<string> Lists(SchemaNode node)
    {
        if (node.ListType is not null && node.Type != "array")
        {
            yield return "a list type on something else";
        }

        if ((node.ListType == "map") != (node.ListMapKeys.Count > 0))
        {
            yield return "map keys belong to a list of type map";
        }

        foreach (var key in node.ListMapKeys)
        {
            var property = node.Items?.Property(key);
            if (property is null or { Type: "object" or "array" })
            {
                yield return $"key {key} is no scalar property of the items";
            }
            else if (!node.Items!.Required.Contains(key) && property.Default is null)
            {
                yield return $"key {key} is neither required nor has it a default";
            }
        }

        if (node is { ListType: "set", Items.Type: "object" or "array" })
        {
            yield return "a set holds scalars";
        }

        if (node.MapType is not null && node.Type != "object")
        {
            yield return "a map type on something else";
        }
    }

    private static IEnumerable<string> Values(SchemaNode node)
    {
        if (node.Format is not null && !Formats.Contains(node.Format))
        {
            yield return $"unknown format {node.Format}";
        }

        if (node.Pattern is not null && BeyondRe2().IsMatch(node.Pattern))
        {
            yield return $"the pattern uses what RE2 does not know: {node.Pattern}";
        }

        if (node.Default is not null && !Accepts(node, node.Default))
        {
            yield return $"the default {node.Default.ToJsonString()} is not allowed by the schema";
        }

        foreach (var value in node.Enum.Where(v => !HasType(node.Type, v)))
        {
            yield return $"the enumeration's {value.ToJsonString()} is not of type {node.Type}";
        }
    }

    private static IEnumerable<string> Bounds(string path, SchemaNode node)
    {
        if (node is { Type: "string", MaxLength: null, Enum: [], Format: not "date-time" } && path is not (".apiVersion" or ".kind"))
        {
            yield return "a text without a maximal length";
        }

        if (node is { Type: "array", MaxItems: null })
        {
            yield return "a list without a maximal length";
        }

        if (node is { AdditionalProperties: not null, MaxProperties: null })
        {
            yield return "a map without a maximal size";
        }

        if (node.MinLength > node.MaxLength || node.MinItems > node.MaxItems || node.MinProperties > node.MaxProperties || node.Minimum > node.Maximum)
        {
            yield return "a minimum above the maximum";
        }
    }

    private static bool Accepts(SchemaNode node, JsonNode value) =>
        (HasType(node.Type, value) || node.IntOrString)
        && (node.Enum.Count == 0 || node.Enum.Exists(e => JsonNode.DeepEquals(e, value)))
        && value.GetValueKind() switch
        {
            JsonValueKind.String => AcceptsText(node, value.GetValue<string>()),
            JsonValueKind.Number => AcceptsNumber(node, value.AsValue().TryGetValue<long>(out var whole) ? whole : value.GetValue<double>()),
            _ => true,
        };

    private static bool AcceptsText(SchemaNode node, string text) =>
        text.Length >= (node.MinLength ?? 0) && text.Length <= (node.MaxLength ?? int.MaxValue)
        && (node.Pattern is null || Regex.IsMatch(text, node.Pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static bool AcceptsNumber(SchemaNode node, double number) =>
        number >= (node.Minimum ?? double.MinValue) && number <= (node.Maximum ?? double.MaxValue);

    private static bool HasType(string? type, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type is "number" or "integer",
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        _ => false,
    };

    /// <summary>Lookaround, back references, possessive and atomic groups.</summary>
    [GeneratedRegex(@"\(\?(=|!|<=|<!|>)|\\[1-9]|[*+?]\+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeyondRe2();
}
