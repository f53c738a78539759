using Howdah.Kubernetes.Schema;

namespace Howdah.Kubernetes.Tests.Schema;

public sealed class CelCostTests
{
    [Fact]
    public void A_comparison_of_numbers_costs_its_tokens_only() =>
        Assert.Equal(50, CelCost.OfRule("self < 5 && true", new SchemaNode { Type = "integer" }));

    [Fact]
    public void A_comparison_of_texts_costs_a_tenth_of_a_unit_for_each_byte_of_the_longest() =>
        Assert.Equal(30 + (100 * 4 / 10), CelCost.OfRule("self == 'a'", new SchemaNode { Type = "string", MaxLength = 100 }));

    [Fact]
    public void A_missing_bound_counts_as_the_largest_request() =>
        Assert.True(CelCost.OfRule("self == 'a'", new SchemaNode { Type = "string" }) > 1_000_000);

    [Fact]
    public void A_macro_multiplies_by_the_longest_list()
    {
        var flat = CelCost.OfRule("self.size", List(20));
        var looped = CelCost.OfRule("self.all(x, x)", List(20));

        Assert.Equal(30, flat);
        Assert.Equal(20 * 80, looped);
    }

    [Fact]
    public void A_rule_inside_a_list_counts_once_for_each_item()
    {
        var item = new SchemaNode { Type = "integer" };
        item.Rules.Add(new SchemaRule("self > 0", null, null, null, null));
        var list = new SchemaNode { Type = "array", MaxItems = 7, Items = item };
        var root = new SchemaNode { Type = "object" };
        root.Properties.Add(new("l", list));

        var cost = Assert.Single(CelCost.OfSchema(root));

        Assert.Equal((".l[]", 7 * 30d), (cost.Path, cost.UpperBound));
    }

    [Fact]
    public void A_longer_pattern_costs_more() =>
        Assert.True(
            CelCost.OfRule("self.matches('^aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa$')", Text(100)) > CelCost.OfRule("self.matches('^a$')", Text(100)));

    private static SchemaNode Text(int length) => new() { Type = "string", MaxLength = length };

    private static SchemaNode List(int length) => new() { Type = "array", MaxItems = length, Items = new SchemaNode { Type = "boolean" } };
}
