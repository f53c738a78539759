using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Schema;
using YamlDotNet.RepresentationModel;

namespace Howdah.Kubernetes.Tests.Schema;

public sealed class YamlTextTests
{
    [Fact]
    public void Keys_keep_their_order_and_lists_are_not_indented() =>
        Assert.Equal(
            """
            b: 1
            a:
            - x: true
              z: text
            - []
            c: {}

            """,
            YamlText.Write(JsonNode.Parse("""{"b":1,"a":[{"x":true,"z":"text"},[]],"c":{}}""")!));

    [Theory]
    [InlineData("yes", "'yes'")]
    [InlineData("on", "'on'")]
    [InlineData("NULL", "'NULL'")]
    [InlineData("", "''")]
    [InlineData("1", "'1'")]
    [InlineData("0x1F", "'0x1F'")]
    [InlineData("1e3", "'1e3'")]
    [InlineData("2020-01-01", "'2020-01-01'")]
    [InlineData("12:30:45", "'12:30:45'")]
    [InlineData(".5", "'.5'")]
    [InlineData("v1", "v1")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("#no", "'#no'")]
    [InlineData("one two", "one two")]
    public void Text_is_quoted_where_a_reader_of_yaml_1_1_would_take_it_for_something_else(string text, string written) =>
        Assert.Equal($"k: {written}\n", YamlText.Write(new JsonObject { ["k"] = text }));

    [Fact]
    public void Long_lines_are_not_folded()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 200));

        Assert.Equal(2, YamlText.Write(new JsonObject { ["k"] = text }).Split('\n').Length);
    }

    [Fact]
    public void Every_text_is_read_back_as_it_was() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonNull<string>>().Filter(s => s.Get.All(c => c >= ' ' && !char.IsSurrogate(c) && c is not ('\u0085' or '\u2028' or '\u2029' or '\ufeff'))),
                text => ReadBack(text.Get) == text.Get)
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("two\nlines\n")]
    [InlineData("two\nlines")]
    public void Several_lines_are_read_back_as_they_were(string text) => Assert.Equal(text, ReadBack(text));

    private static string? ReadBack(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(YamlText.Write(new JsonObject { ["k"] = text })));
        return ((YamlScalarNode)stream.Documents[0].RootNode["k"]).Value;
    }
}
