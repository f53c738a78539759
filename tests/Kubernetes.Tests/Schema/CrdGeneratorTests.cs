using System.Text.Json.Nodes;
using Howdah.Kubernetes.Schema;

namespace Howdah.Kubernetes.Tests.Schema;

public sealed class CrdGeneratorTests
{
    private static readonly CrdDefinition Widget = CrdGenerator.Generate(typeof(V1Beta1Widget));
    private static readonly SchemaNode Root = Widget.Versions[0].Schema;
    private static readonly SchemaNode Spec = Root.Property("spec")!;

    [Fact]
    public void Names_come_from_the_class()
    {
        var names = CrdJson.Write(Widget)["spec"]!["names"]!;

        Assert.Equal("widgets.test.example", Widget.Name);
        Assert.Equal("test.example_widgets.yaml", Widget.FileName);
        AssertJson("""{"categories":["things"],"kind":"Widget","listKind":"WidgetList","plural":"widgets","shortNames":["wd"],"singular":"widget"}""", names);
    }

    [Theory]
    [InlineData("size", """{"default":2,"description":"How many, `1` to 5; see `label`.","exclusiveMaximum":true,"format":"int32","maximum":5,"minimum":1,"type":"integer"}""")]
    [InlineData("big", """{"format":"int64","type":"integer"}""")]
    [InlineData("ratio", """{"format":"double","multipleOf":0.5,"type":"number"}""")]
    [InlineData("label", """{"maxLength":10,"minLength":1,"pattern":"^a","type":"string"}""")]
    [InlineData("flag", """{"type":"boolean"}""")]
    [InlineData("colour", """{"enum":["Red","Green"],"type":"string"}""")]
    [InlineData("choice", """{"description":"Not the comment.","enum":["x","y"],"type":"string"}""")]
    [InlineData("at", """{"format":"date-time","type":"string"}""")]
    [InlineData("port", """{"anyOf":[{"type":"integer"},{"type":"string"}],"maxLength":64,"x-kubernetes-int-or-string":true}""")]
    [InlineData("template", """{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("tags", """{"additionalProperties":{"maxLength":7,"pattern":"b$","type":"string"},"maxProperties":3,"type":"object","x-kubernetes-map-type":"atomic"}""")]
    [InlineData("letters", """{"default":["a"],"items":{"maxLength":1,"type":"string"},"maxItems":2,"type":"array"}""")]
    [InlineData("class", """{"maxLength":3,"type":"string"}""")]
    public void A_property_has_the_schema_that_its_type_and_attributes_say(string name, string expected) =>
        AssertJson(expected, SchemaJson.Write(Spec.Property(name)!));

    [Fact]
    public void A_map_of_quantities_takes_bare_numbers_too()
    {
        var values = Spec.Property("amounts")!.AdditionalProperties!;

        Assert.True(values.IntOrString);
        Assert.Null(values.Type);
        Assert.Matches(values.Pattern!, "1.5Gi");
        Assert.DoesNotMatch(values.Pattern!, "1.5GiB");
    }

    [Fact]
    public void A_list_map_names_its_keys()
    {
        var parts = SchemaJson.Write(Spec.Property("parts")!);

        Assert.Equal("map", (string?)parts["x-kubernetes-list-type"]);
        AssertJson("""["name"]""", parts["x-kubernetes-list-map-keys"]!);
        AssertJson("""["name"]""", parts["items"]!["required"]!);
        Assert.Equal(4, (int?)parts["maxItems"]);
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("unsent")]
    [InlineData("kind")]
    public void Ignored_properties_are_left_out(string name) => Assert.Null(Spec.Property(name));

    [Fact]
    public void Spec_is_required_when_its_class_says_so()
    {
        Assert.Equal(["spec"], Root.Required);
        Assert.Equal(["size"], Spec.Required);
        Assert.Empty(CrdGenerator.Generate(typeof(V1Widget)).Versions[0].Schema.Property("metadata")!.Properties);
    }

    [Fact]
    public void The_name_is_restricted_in_the_schema_of_metadata() =>
        AssertJson("""{"properties":{"name":{"maxLength":20,"pattern":"^[a-z]+$","type":"string"}},"type":"object"}""", SchemaJson.Write(Root.Property("metadata")!));

    [Fact]
    public void Rules_can_be_left_out()
    {
        const string Rules = "x-kubernetes-validations";

        Assert.Contains(Rules, CrdJson.Write(Widget).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Rules, CrdJson.Write(Widget, withRules: false).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Subresources_and_columns_are_written()
    {
        var version = CrdJson.Write(Widget)["spec"]!["versions"]![0]!;

        AssertJson("""{"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"},"status":{}}""", version["subresources"]!);
        AssertJson(
            """
            [{"jsonPath":".spec.size","name":"Size","priority":1,"type":"integer"},
             {"description":"Counted.","format":"int32","jsonPath":".status.size","name":"Seen","type":"integer"},
             {"jsonPath":".status.lastSeen","name":"LastSeen","type":"date"}]
            """,
            version["additionalPrinterColumns"]!);
    }

    [Fact]
    public void The_most_stable_version_is_stored()
    {
        var both = CrdGenerator.Generate(typeof(V1Beta1Widget), typeof(V1Widget));

        Assert.Equal([("v1beta1", false), ("v1", true)], both.Versions.Select(v => (v.Name, v.Stored)));
    }

    [Theory]
    [InlineData("v1", "v2beta1")]
    [InlineData("v2", "v1")]
    [InlineData("v1beta1", "v1alpha9")]
    [InlineData("v1beta2", "v1beta1")]
    [InlineData("v1alpha1", "odd")]
    public void Versions_are_ordered_as_kubernetes_orders_them(string newer, string older) =>
        Assert.True(VersionPriority.Of(newer).CompareTo(VersionPriority.Of(older)) > 0);

    [Fact]
    public void Types_of_two_kinds_are_refused() =>
        Assert.Throws<SchemaException>(() => CrdGenerator.Generate(typeof(V1Widget), typeof(V1Gadget)));

    [Fact]
    public void A_class_that_contains_itself_is_refused()
    {
        var error = Assert.Throws<SchemaException>(() => CrdGenerator.Generate(typeof(V1Gadget)));

        Assert.Contains(nameof(Looping), error.Message, StringComparison.Ordinal);
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual.ToJsonString());
}
