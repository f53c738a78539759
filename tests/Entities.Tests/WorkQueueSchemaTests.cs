using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Entities.WorkQueue;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Schema;

namespace Howdah.Entities.Tests;

public sealed class WorkQueueSchemaTests
{
    private static readonly JsonSerializerOptions Json = KubernetesJson.Create(EntitiesJsonContext.Default);
    private static readonly SchemaNode Root = CrdGenerator.Generate(typeof(V1WorkQueue)).Versions[0].Schema;

    [Fact]
    public void The_schema_is_structural_and_its_rules_stay_in_budget() => Assert.Equal([], StructuralSchemaCheck.Problems(Root));

    [Fact]
    public void The_most_expensive_rule_costs_a_hundredth_of_what_is_allowed_at_most() =>
        Assert.InRange(CelCost.OfSchema(Root)[0].UpperBound, 1, CelCost.RuleLimit / 100);

    [Fact]
    public void Every_field_is_described() => Assert.Equal([], Undescribed(Root.Property("spec")!, "spec").Concat(Undescribed(Root.Property("status")!, "status")));

    [Fact]
    public void The_pod_template_is_passed_through_as_it_is()
    {
        var template = Root.Property("spec")!.Property("workers")!.Property("template")!;

        Assert.True(template.PreserveUnknownFields);
        Assert.Empty(template.Properties);
    }

    [Fact]
    public void Defaults_of_the_schema_are_those_of_the_classes()
    {
        var empty = JsonSerializer.SerializeToNode(
            new V1WorkQueue { Spec = new WorkQueueSpec { Lease = new QueueLeaseSpec(), Retries = new QueueRetrySpec(), Workers = new QueueWorkersSpec(), Connection = new QueueConnection() } },
            Json.TypeInfo<V1WorkQueue>())!;

        Assert.Equal([], DefaultsBelow(Root.Property("spec")!, "spec").Where(d => At(empty, d.Path) is { } own && !JsonNode.DeepEquals(d.Value, own)).Select(d => d.Path));
    }

    [Fact]
    public void Derived_names_stay_within_sixty_three_bytes()
    {
        Assert.InRange($"{new string('a', WorkQueueLimits.NameLength)}-observer".Length, 1, 63);
        Assert.InRange($"{new string('a', WorkQueueLimits.SchemaLength)}_producer".Length, 1, 63);
    }

    private static IEnumerable<string> Undescribed(SchemaNode node, string path) => node.Properties
        .SelectMany(p => Undescribed(p.Value.Items ?? p.Value, $"{path}.{p.Key}").Concat(string.IsNullOrEmpty(p.Value.Description) ? [$"{path}.{p.Key}"] : []))
        .Where(p => !p.StartsWith("status.conditions", StringComparison.Ordinal));

    private static IEnumerable<(string Path, JsonNode? Value)> DefaultsBelow(SchemaNode node, string path) =>
        node.Properties.SelectMany(p => DefaultsBelow(p.Value, $"{path}.{p.Key}").Concat(p.Value.Default is { } value ? [($"{path}.{p.Key}", (JsonNode?)value)] : []));

    private static JsonNode? At(JsonNode root, string path) => path.Split('.').Aggregate((JsonNode?)root, (node, part) => node?[part]);
}
