using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Architecture.Tests.Support;
using Howdah.Entities;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Schema;

namespace Howdah.Architecture.Tests;

public sealed class SampleTests
{
    private static readonly SchemaNode Root = CrdGenerator.Generate(typeof(V1PostgresCluster)).Versions[0].Schema;

    public static TheoryData<string> Samples => [.. Repository.Files.Where(f => f.StartsWith("config/samples/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_holds_only_fields_of_the_schema(string file)
    {
        foreach (var sample in Yaml.Read(Repository.Read(file)))
        {
            Assert.Equal("howdah.dev/v1alpha1", (string?)sample["apiVersion"]);
            var kind = CrdGenerator.GenerateAll(typeof(GroupNames).Assembly).Single(definition => definition.Kind.Kind == (string?)sample["kind"]);
            Assert.Equal([], Unknown(kind.Versions[0].Schema.Property("spec")!, sample["spec"]!, "spec"));
            var type = typeof(GroupNames).Assembly.GetTypes().Single(type => type.Name == "V1" + kind.Kind.Kind);
            Assert.NotNull(sample.Deserialize(KubernetesJson.Create(EntitiesJsonContext.Default).GetTypeInfo(type)));
        }
    }

    [Fact]
    public void The_full_sample_shows_every_field()
    {
        var text = Repository.Read("config/samples/postgrescluster-full.yaml");

        Assert.Equal([], Names(Root.Property("spec")!).Distinct().Where(name => !text.Contains($"{name}:", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_full_sample_shows_every_annotation_but_the_dangerous_one()
    {
        var text = Repository.Read("config/samples/postgrescluster-full.yaml");
        var annotations = typeof(PostgresClusterAnnotations).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);

        Assert.Equal([PostgresClusterAnnotations.AllowDataLoss], annotations.Where(a => !text.Contains(a, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Names(SchemaNode node) =>
        node.Properties.SelectMany(p => Names(p.Value.Items ?? p.Value).Prepend(p.Key));

    private static IEnumerable<string> Unknown(SchemaNode schema, JsonNode value, string path) => value switch
    {
        JsonObject map when schema.Properties.Count > 0 => map.SelectMany(entry => schema.Property(entry.Key) is { } child
            ? Unknown(child, entry.Value!, $"{path}.{entry.Key}")
            : [$"{path}.{entry.Key}"]),
        JsonArray list when schema.Items is not null => list.SelectMany(item => Unknown(schema.Items, item!, path + "[]")),
        _ => [],
    };
}
