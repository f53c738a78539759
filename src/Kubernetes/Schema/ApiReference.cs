using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Schema;

/// <summary>The reference of a kind as Markdown: a table for each object of its schema.</summary>
public static class ApiReference
{
    /// <param name="crd">The kind.</param>
    /// <param name="appendix">Markdown that follows the tables.</param>
    public static string Write(CrdDefinition crd, string appendix = "")
    {
        var version = crd.Versions.Single(v => v.Stored);
        var text = new StringBuilder($"# {crd.Kind.Kind}\n\n");
        Line(text, version.Schema.Description ?? "");
        var names = crd.ShortNames.Count == 0 ? "" : $", short name `{string.Join("`, `", crd.ShortNames)}`";
        Line(text, $"`apiVersion: {crd.Kind.Group}/{version.Name}`, {(crd.Kind.Namespaced ? "namespaced" : "cluster-scoped")}{names}. "
            + "Bounds are checked by every API server; rules by those of Kubernetes 1.25 and later, and by the operator.");
        if (version.Schema.Property("metadata")?.Property("name") is { } name)
        {
            Line(text, $"`metadata.name`: {Allowed(name)}.");
        }

        foreach (var part in new[] { "spec", "status" })
        {
            if (version.Schema.Property(part) is { } schema)
            {
                Section(text, part, schema, depth: 2);
            }
        }

        return text.Append(appendix).ToString();
    }

    private static void Section(StringBuilder text, string path, SchemaNode node, int depth)
    {
        Line(text, $"{new string('#', depth)} {path}");
        Line(text, node.Description ?? "");
        text.Append("| field | type | default | allowed | |\n|---|---|---|---|---|\n");
        foreach (var (name, schema) in node.Properties)
        {
            var below = Below(schema);
            var type = below is null ? TypeOf(schema) : $"[{TypeOf(schema)}](#{Anchor(PathOf(path, name, schema))})";
            var fallback = node.Required.Contains(name) ? "**required**" : schema.Default is null ? "" : Code(schema.Default);
            text.Append($"| `{name}` | {type} | {fallback} | {Cell(Allowed(schema))} | {Cell(schema.Description ?? "")} |\n");
        }

        text.Append('\n');
        foreach (var rule in node.Rules)
        {
            text.Append($"* {rule.Message ?? rule.Rule}\n");
        }

        if (node.Rules.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var (name, schema) in node.Properties)
        {
            if (Below(schema) is { } below)
            {
                Section(text, PathOf(path, name, schema), below, depth: 3);
            }
        }
    }

    /// <summary>The object that a property holds, alone or in a list or a map.</summary>
    private static SchemaNode? Below(SchemaNode schema) => schema switch
    {
        { Properties.Count: > 0 } => schema,
        { Items: { } items } => Below(items),
        { AdditionalProperties: { } values } => Below(values),
        _ => null,
    };

    private static string PathOf(string path, string name, SchemaNode schema) => $"{path}.{name}{(schema.Items is null ? "" : "[]")}";

    /// <summary>GitHub's anchor of a heading: lower case, punctuation dropped.</summary>
    private static string Anchor(string heading) => string.Concat(heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    private static string TypeOf(SchemaNode schema) => schema switch
    {
        { IntOrString: true } => "integer or text",
        { Items: { } items } => "list of " + Plural(TypeOf(items)),
        { AdditionalProperties: { } values } => "map of " + Plural(TypeOf(values)),
        { Format: "date-time" } => "time",
        { Type: "string" } => "text",
        _ => schema.Type!,
    };

    private static string Plural(string type) => type switch
    {
        "text" => "texts",
        "integer or text" => "integers or texts",
        _ => type + "s",
    };

    private static string Allowed(SchemaNode schema)
    {
        var values = schema.Items ?? schema.AdditionalProperties;
        var parts = new List<string>();
        if (schema.Enum.Count > 0)
        {
            parts.Add(string.Join(", ", schema.Enum.Select(Code)));
        }

        Range(parts, schema.Minimum, schema.Maximum, "");
        Range(parts, schema.MinLength, schema.MaxLength, " characters");
        Range(parts, schema.MinItems ?? schema.MinProperties, schema.MaxItems ?? schema.MaxProperties, " entries");
        if (schema.Pattern is not null)
        {
            parts.Add(schema.Pattern == SchemaBuilder.QuantityPattern ? "a quantity" : $"`{schema.Pattern}`");
        }

        if (values is { Properties.Count: 0 } && Allowed(values) is { Length: > 0 } each)
        {
            parts.Add("each " + each);
        }

        if (schema.PreserveUnknownFields)
        {
            parts.Add("anything");
        }

        return string.Join("; ", parts);
    }

    private static void Range(List<string> parts, double? least, double? most, string unit)
    {
        var text = (least, most) switch
        {
            (null, null) => null,
            ({ } from, null) => $"at least {Number(from)}{unit}",
            (null or 0, { } to) => $"at most {Number(to)}{unit}",
            ({ } from, { } to) => $"{Number(from)} to {Number(to)}{unit}",
        };
        if (text is not null)
        {
            parts.Add(text);
        }
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Code(JsonNode value) => $"`{value}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");
}
