using System.Text.Json.Nodes;

namespace Howdah.Kubernetes.Schema;

/// <summary>One node of a structural schema: the part of JSONSchemaProps (apiextensions.k8s.io/v1) that the generator writes.</summary>
public sealed class SchemaNode
{
    /// <summary>string, boolean, integer, number, object or array; null only with <see cref="IntOrString"/>.</summary>
    public string? Type { get; set; }

    public string? Format { get; set; }

    public string? Description { get; set; }

    /// <summary>In the order of declaration.</summary>
    public List<KeyValuePair<string, SchemaNode>> Properties { get; } = [];

    public List<string> Required { get; } = [];

    public SchemaNode? Items { get; set; }

    public SchemaNode? AdditionalProperties { get; set; }

    public List<JsonNode> Enum { get; } = [];

    public JsonNode? Default { get; set; }

    public string? Pattern { get; set; }

    public int? MinLength { get; set; }

    public int? MaxLength { get; set; }

    public int? MinItems { get; set; }

    public int? MaxItems { get; set; }

    public int? MinProperties { get; set; }

    public int? MaxProperties { get; set; }

    public double? Minimum { get; set; }

    public bool ExclusiveMinimum { get; set; }

    public double? Maximum { get; set; }

    public bool ExclusiveMaximum { get; set; }

    public double? MultipleOf { get; set; }

    public bool PreserveUnknownFields { get; set; }

    public bool EmbeddedResource { get; set; }

    public bool IntOrString { get; set; }

    /// <summary>atomic, set or map.</summary>
    public string? ListType { get; set; }

    public List<string> ListMapKeys { get; } = [];

    /// <summary>granular or atomic.</summary>
    public string? MapType { get; set; }

    public List<SchemaRule> Rules { get; } = [];

    /// <summary>The schema of a property, or null.</summary>
    public SchemaNode? Property(string name) => Properties.Find(p => p.Key == name).Value;
}
