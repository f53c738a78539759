using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Howdah.Kubernetes.Json;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Json;

public sealed class ResourceQuantityTests
{
    private static readonly string[] Suffixes = ["", "n", "u", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e3", "E2", "e-3"];

    [Theory]
    [InlineData("0", "0")]
    [InlineData("500m", "0.5")]
    [InlineData("1.5Gi", "1610612736")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("+3k", "3000")]
    [InlineData("-2Ki", "-2048")]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("12E", "9223372036854775807")]
    [InlineData("1E", "1000000000000000000")]
    [InlineData("100n", "0.0000001")]
    [InlineData("0.1n", "0.000000001")]
    [InlineData("8Ei", "9223372036854775807")]
    [InlineData("1e400", "9223372036854775807")]
    [InlineData("1e-400", "0.000000001")]
    [InlineData("0.00000000000000000000000000000000000000001", "0.000000001")]
    [InlineData("123456789012345678901234567890123456789", "9223372036854775807")]
    public void An_amount_is_read_exactly(string text, string expected) =>
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), ResourceQuantity.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData("1.2.3")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData(".")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    public void A_text_that_is_no_quantity_is_refused(string text)
    {
        Assert.False(ResourceQuantity.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ResourceQuantity.Parse(text));
    }

    [Fact]
    public void Equality_and_order_are_by_amount()
    {
        Assert.Equal(ResourceQuantity.Parse("1Gi"), ResourceQuantity.Parse("1024Mi"));
        Assert.Equal(ResourceQuantity.Parse("1Gi").GetHashCode(), ResourceQuantity.Parse("1024Mi").GetHashCode());
        Assert.True(ResourceQuantity.Parse("900Mi") < ResourceQuantity.Parse("1Gi"));
        Assert.True(ResourceQuantity.Parse("1G") < ResourceQuantity.Parse("1Gi"));
        Assert.Equal(default, ResourceQuantity.Parse("0"));
    }

    [Fact]
    public void The_text_travels_unchanged_even_when_it_is_no_quantity()
    {
        var info = KubernetesJson.Default.TypeInfo<V1ResourceRequirements>();
        const string Json = """{"requests":{"cpu":"1.50","memory":"lots"}}""";
        var read = JsonSerializer.Deserialize(Json, info)!;
        Assert.Equal(1.5m, read.Requests!["cpu"].Value);
        Assert.False(read.Requests["memory"].TryGetValue(out _));
        Assert.Throws<FormatException>(() => read.Requests["memory"].Value);
        Assert.Equal(Json, JsonSerializer.Serialize(read, info));
    }

    [Fact]
    public void A_bare_number_is_a_quantity_too()
    {
        var read = JsonSerializer.Deserialize("""{"limits":{"cpu":2}}""", KubernetesJson.Default.TypeInfo<V1ResourceRequirements>())!;
        Assert.Equal(2m, read.Limits!["cpu"].Value);
    }

    [Fact]
    public void Any_number_with_any_suffix_equals_its_product()
    {
        var cases = from whole in Gen.Choose(-1_000_000, 1_000_000)
                    from thousandths in Gen.Choose(0, 999)
                    from suffix in Gen.Elements(Suffixes)
                    select (whole, thousandths, suffix);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var number = Math.Abs((decimal)c.whole) + (c.thousandths / 1000m);
            var text = $"{(c.whole < 0 ? "-" : "")}{number.ToString(CultureInfo.InvariantCulture)}{c.suffix}";
            var exact = number * Factor(c.suffix);
            var expected = Math.Ceiling(exact * 1_000_000_000m) / 1_000_000_000m;
            return ResourceQuantity.Parse(text).Value == (c.whole < 0 ? -expected : expected);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_makes_the_parser_throw()
    {
        var texts = Gen.ArrayOf(Gen.Elements("0", "9", ".", "e", "E", "-", "+", "K", "i", "m", "n", " ", "é", "99999999999")).Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var parsed = ResourceQuantity.TryParse(text, out var quantity);
            return quantity.ToString() == text && quantity.TryGetValue(out _) == parsed;
        }).QuickCheckThrowOnFailure();
    }

    private static decimal Factor(string suffix) => suffix switch
    {
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" or "e-3" => 1e-3m,
        "E2" => 100m,
        "k" or "e3" => 1e3m,
        "M" => 1e6m,
        "G" => 1e9m,
        "T" => 1e12m,
        "Ki" => 1024m,
        "Mi" => 1024m * 1024,
        "Gi" => 1024m * 1024 * 1024,
        "Ti" => 1024m * 1024 * 1024 * 1024,
        _ => 1m,
    };
}
