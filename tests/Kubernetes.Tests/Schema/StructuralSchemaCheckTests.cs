using System.Text.Json.Nodes;
using Howdah.Kubernetes.Schema;

namespace Howdah.Kubernetes.Tests.Schema;

public sealed class StructuralSchemaCheckTests
{
    [Fact]
    public void A_bounded_kind_has_no_problems() =>
        Assert.Equal(
            [],
            StructuralSchemaCheck.Problems(CrdGenerator.Generate(typeof(V1Beta1Widget)).Versions[0].Schema));

    public static TheoryData<string, string> BadNodes => new()
    {
        { """{"type":"string"}""", "a text without a maximal length" },
        { """{"type":"array","items":{"type":"boolean"}}""", "a list without a maximal length" },
        { """{"type":"object","additionalProperties":{"type":"boolean"}}""", "a map without a maximal size" },
        { """{"type":"array","maxItems":1}""", "items belong to an array, and an array has items" },
        { """{}""", "a type is needed" },
        { """{"type":"integer","default":7,"maximum":5}""", "the default 7 is not allowed by the schema" },
        { """{"type":"integer","default":"7"}""", "the default \"7\" is not allowed by the schema" },
        { """{"type":"string","maxLength":3,"default":"long"}""", "the default \"long\" is not allowed by the schema" },
        { """{"type":"string","enum":["a"],"default":"b"}""", "the default \"b\" is not allowed by the schema" },
        { """{"type":"string","enum":[1]}""", "the enumeration's 1 is not of type string" },
        { """{"type":"string","maxLength":3,"pattern":"(?!x)"}""", "the pattern uses what RE2 does not know: (?!x)" },
        { """{"type":"string","maxLength":3,"format":"word"}""", "unknown format word" },
        { """{"type":"string","maxLength":3,"minLength":4}""", "a minimum above the maximum" },
        { """{"type":"array","maxItems":1,"listType":"map","items":{"type":"object"}}""", "map keys belong to a list of type map" },
        { """{"type":"array","maxItems":1,"listType":"map","keys":["k"],"items":{"type":"object"}}""", "key k is no scalar property of the items" },
        { """{"type":"array","maxItems":1,"listType":"map","keys":["a"],"items":{"type":"object","property":{"type":"boolean"}}}""", "key a is neither required nor has it a default" },
        { """{"type":"array","maxItems":1,"listType":"set","items":{"type":"object"}}""", "a set holds scalars" },
        { """{"type":"object","required":["z"]}""", "required property z is not there" },
        { """{"type":"boolean","property":{"type":"boolean"}}""", "only an object has properties" },
    };

    [Theory]
    [MemberData(nameof(BadNodes))]
    public void A_bad_node_is_found(string node, string problem)
    {
        var root = new SchemaNode { Type = "object" };
        root.Properties.Add(new("x", Read(JsonNode.Parse(node)!)));

        Assert.Contains($".x: {problem}", StructuralSchemaCheck.Problems(root));
    }

    [Fact]
    public void Of_metadata_only_the_name_can_be_restricted()
    {
        var root = new SchemaNode { Type = "object" };
        var metadata = new SchemaNode { Type = "object" };
        metadata.Properties.Add(new("labels", new SchemaNode { Type = "boolean" }));
        root.Properties.Add(new("metadata", metadata));

        Assert.Equal([".metadata: of metadata only the name can be restricted"], StructuralSchemaCheck.Problems(root));
    }

    [Fact]
    public void A_rule_that_costs_too_much_is_found()
    {
        var list = new SchemaNode { Type = "array", MaxItems = 10_000, Items = new SchemaNode { Type = "string", MaxLength = 10_000 } };
        list.Rules.Add(new SchemaRule("self.all(a, self.exists_one(b, a == b))", null, null, null, null));
        var root = new SchemaNode { Type = "object" };
        root.Properties.Add(new("x", list));

        Assert.Contains(StructuralSchemaCheck.Problems(root), p => p.StartsWith(".x: a rule may cost", StringComparison.Ordinal));
    }

    private static SchemaNode Read(JsonNode json)
    {
        var node = new SchemaNode
        {
            Type = (string?)json["type"],
            Format = (string?)json["format"],
            Pattern = (string?)json["pattern"],
            MinLength = (int?)json["minLength"],
            MaxLength = (int?)json["maxLength"],
            MaxItems = (int?)json["maxItems"],
            Maximum = (double?)json["maximum"],
            ListType = (string?)json["listType"],
            Default = json["default"]?.DeepClone(),
            Items = json["items"] is { } items ? Read(items) : null,
            AdditionalProperties = json["additionalProperties"] is { } values ? Read(values) : null,
        };
        node.Enum.AddRange(json["enum"]?.AsArray().Select(e => e!.DeepClone()) ?? []);
        node.ListMapKeys.AddRange(json["keys"]?.AsArray().Select(e => (string)e!) ?? []);
        node.Required.AddRange(json["required"]?.AsArray().Select(e => (string)e!) ?? []);
        if (json["property"] is { } property)
        {
            node.Properties.Add(new("a", Read(property)));
        }

        return node;
    }
}
