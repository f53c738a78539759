using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Schema;

namespace Howdah.Entities.Tests;

public sealed class PostgresClusterSchemaTests
{
    private static readonly SchemaNode Root = CrdGenerator.Generate(typeof(V1PostgresCluster)).Versions[0].Schema;

    [Fact]
    public void The_schema_is_structural_and_its_rules_stay_in_budget() => Assert.Equal([], StructuralSchemaCheck.Problems(Root));

    [Fact]
    public void The_most_expensive_rule_costs_a_hundredth_of_what_is_allowed_at_most() =>
        Assert.InRange(CelCost.OfSchema(Root)[0].UpperBound, 1, CelCost.RuleLimit / 100);

    [Fact]
    public void Every_field_is_described() => Assert.Equal([], Undescribed(Root, ""));

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_classes()
    {
        var empty = JsonSerializer.SerializeToNode(Full(), KubernetesJson.Create(EntitiesJsonContext.Default).TypeInfo<V1PostgresCluster>())!;

        var different = DefaultsBelow(Root.Property("spec")!, "spec")
            .Where(d => !JsonNode.DeepEquals(d.Value, At(empty, d.Path)))
            .Select(d => $"{d.Path}: schema {d.Value}, class {At(empty, d.Path)}");

        Assert.Equal([], different);
    }

    [Theory]
    [InlineData("1Gi", true)]
    [InlineData("1.5Ti", true)]
    [InlineData("500M", true)]
    [InlineData("1073741824", true)]
    [InlineData("0", false)]
    [InlineData("-1Gi", false)]
    [InlineData("1GB", false)]
    [InlineData("100m", false)]
    public void A_size_is_a_positive_quantity_of_bytes(string size, bool valid) =>
        Assert.Equal(valid, System.Text.RegularExpressions.Regex.IsMatch(size, Root.Property("spec")!.Property("storage")!.Property("size")!.Pattern!));

    [Fact]
    public void Derived_names_stay_within_sixty_three_bytes()
    {
        var longest = new string('a', PostgresClusterLimits.NameLength);

        Assert.InRange($"howdah_{longest}_99".Length, 1, 63);
        Assert.InRange($"{longest}-99-0123456789".Length, 1, 63);
        Assert.InRange($"{longest}-replication".Length, 1, 63);
    }

    /// <summary>Every optional part is there and empty, so that the defaults of its class show.</summary>
    private static V1PostgresCluster Full() => new()
    {
        Spec = new PostgresClusterSpec
        {
            Bootstrap = new BootstrapSpec { Initdb = new InitdbSpec() },
            Postgresql = new PostgresqlSpec(),
            Replication = new ReplicationSpec { Synchronous = new SynchronousSpec() },
            Failover = new FailoverSpec(),
            Certificates = new CertificatesSpec(),
            Monitoring = new MonitoringSpec(),
        },
    };

    private static IEnumerable<(string Path, JsonNode Value)> DefaultsBelow(SchemaNode node, string path)
    {
        foreach (var (name, child) in node.Properties)
        {
            if (child.Default is not null)
            {
                yield return ($"{path}.{name}", child.Default);
            }

            foreach (var below in DefaultsBelow(child, $"{path}.{name}"))
            {
                yield return below;
            }
        }
    }

    private static JsonNode? At(JsonNode root, string path) => path.Split('.').Aggregate((JsonNode?)root, (node, name) => node?[name]);

    private static IEnumerable<string> Undescribed(SchemaNode node, string path)
    {
        foreach (var (name, child) in node.Properties.Where(p => path.Length > 0 || p.Key is "spec" or "status"))
        {
            if (string.IsNullOrWhiteSpace(child.Description))
            {
                yield return $"{path}.{name}";
            }

            foreach (var below in Undescribed(child.Items ?? child, $"{path}.{name}"))
            {
                yield return below;
            }
        }
    }
}
