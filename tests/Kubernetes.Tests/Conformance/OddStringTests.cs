using System.Text.Json.Nodes;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>Texts that JSON and YAML write differently must arrive as they were sent, whichever parser the server uses for the verb.</summary>
public abstract class OddStringTests(ConformanceCluster cluster) : ConformanceTest(cluster)
{
    public static TheoryData<string> Texts() =>
    [
        "tab\there",
        "line\nfeed\r\nreturn\r",
        "quote \" and ' and ` and \\ backslash \\n \\u0041",
        "slash / and \\/ escaped",
        "bell\a back\b form\f escape\u001b unit\u001f null-less \u0001",
        "delete\u007f next-line\u0085 c1\u009f",
        "no-break\u00a0space soft\u00adhyphen",
        "line\u2028separator paragraph\u2029separator",
        "byte order mark \ufeff inside",
        "zero\u200bwidth joiner\u200d",
        "smile 😀 family 👩‍👩‍👧 music 𝄞 last \U0010FFFD",
        "private \ue000 \uf8ff and noncharacters \ufffe \uffff \U0001FFFE",
        "replacement \ufffd",
        "עברית العربية 中文 ไทย",
        "e\u0301 is not \u00e9",
        "yaml: [#not, a] *list &anchor !tag %dir @at {map: 1} - | > ? key",
        "---\n...\n# comment",
        "  leading and trailing  ",
        " ",
        "",
        "null",
        "true",
        "0123",
        "1e3",
        "0x1F",
        "~",
        "<script>&amp;'\"</script>",
    ];

    [SkippableTheory]
    [MemberData(nameof(Texts))]
    public async Task A_text_survives_every_verb(string text)
    {
        var applied = await Client.ApplyAsync(Annotated("applied", text), Alice);
        Check(text, applied);
        Check(text, (await ReadAsync<V1ConfigMap>("applied"))!);
        Assert.Equal(applied.Metadata.ResourceVersion, (await Client.ApplyAsync(Annotated("applied", text), Alice)).Metadata.ResourceVersion);

        var created = await Client.CreateAsync(Annotated("created", text));
        Check(text, created);
        created.Data!["more"] = text;
        Check(text, await Client.UpdateAsync(created));
        var patch = new JsonObject { ["data"] = new JsonObject { ["patched"] = text } };
        Assert.Equal(text, (await Client.PatchAsync<V1ConfigMap>("created", Ns, patch)).Data!["patched"]);
    }

    [SkippableFact]
    public async Task Every_character_of_the_basic_plane_survives_an_apply()
    {
        var all = string.Concat(Enumerable.Range(1, 0xFFFF).Where(code => code is < 0xD800 or > 0xDFFF).Select(code => (char)code));
        foreach (var chunk in all.Chunk(8192).Select((characters, index) => (Text: new string(characters), Name: $"chunk-{index}")))
        {
            var applied = await Client.ApplyAsync(ConfigMap(chunk.Name, ("text", chunk.Text)), Alice);
            Assert.Equal(chunk.Text, applied.Data!["text"]);
        }
    }

    [SkippableFact]
    public async Task A_text_that_is_no_unicode_is_sent_with_replacement_characters()
    {
        var applied = await Client.ApplyAsync(ConfigMap("broken", ("text", "lone \ud83d half")), Alice);
        Assert.Equal("lone \ufffd half", applied.Data!["text"]);
    }

    private static void Check(string text, V1ConfigMap map) => Assert.Equal((text, text), (map.Data!["text"], map.Metadata.Annotations!["text"]));

    private V1ConfigMap Annotated(string name, string text)
    {
        var map = ConfigMap(name, ("text", text));
        map.Metadata.Annotations = new() { ["text"] = text };
        return map;
    }
}

public sealed class FakeOddStringTests(FakeCluster cluster) : OddStringTests(cluster), IClassFixture<FakeCluster>;

[Collection(RealClusterCollection.Name)]
public sealed class RealOddStringTests(RealCluster cluster) : OddStringTests(cluster);
