using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Policies;

namespace Howdah.Operator.Tests.Policies;

public sealed class StoragePolicyTests
{
    private static readonly ResourceQuantity Wanted = (ResourceQuantity)"20Gi";

    [Fact]
    public void Volumes_that_are_smaller_grow_where_their_class_allows_it()
    {
        var decision = StoragePolicy.Decide(Wanted, [Volume("a", "10Gi", true), Volume("b", "20Gi", true), Volume("c", "10Gi", true)]);

        Assert.Equal(["a", "c"], decision.Grow);
        Assert.Null(decision.Problem);
    }

    [Theory]
    [InlineData("20Gi")]
    [InlineData("20480Mi")]
    [InlineData("30Gi")]
    public void Volumes_that_are_large_enough_stay_as_they_are(string size) => Assert.Empty(StoragePolicy.Decide(Wanted, [Volume("a", size, true)]).Grow);

    [Fact]
    public void A_class_without_growth_is_a_problem_with_two_remedies()
    {
        var decision = StoragePolicy.Decide(Wanted, [Volume("a", "10Gi", false), Volume("b", "10Gi", true)]);

        Assert.Equal(["b"], decision.Grow);
        Assert.Equal(
            "spec.storage.size: a cannot grow to 20Gi, because StorageClass fast does not set allowVolumeExpansion; set it, or set the size back to 10Gi", decision.Problem);
    }

    [Fact]
    public void A_class_that_is_not_known_yet_is_waited_for()
    {
        var decision = StoragePolicy.Decide(Wanted, [Volume("a", "10Gi", null)]);

        Assert.Empty(decision.Grow);
        Assert.Null(decision.Problem);
    }

    private static VolumeFacts Volume(string claim, string size, bool? expandable) => new(claim, (ResourceQuantity)size, "fast", expandable);
}
