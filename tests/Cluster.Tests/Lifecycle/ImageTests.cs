namespace Howdah.Cluster.Tests.Lifecycle;

/// <summary>A new image goes to the standbys first, so that a bad one costs no write.</summary>
public sealed class ImageTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    [SkippableFact]
    public async Task Another_image_of_the_same_major_version_is_rolled_out_standbys_first()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "image", TestCluster.Spec(2));
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);

        await SetImageAsync(cluster, ClusterFixture.PostgresImageAgain);
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("the first to have it is the standby", TimeSpan.FromSeconds(90), async () => await ImageAsync(cluster, "db-2") == ClusterFixture.PostgresImageAgain, cluster.DescribeAsync);
        await Poll.TrueAsync("both have it", TimeSpan.FromSeconds(120), async () => await ImageAsync(cluster, "db-1") == ClusterFixture.PostgresImageAgain, cluster.DescribeAsync);
        await cluster.WaitReadyAsync(2);

        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    [SkippableTheory]
    [InlineData("major", null, "15")]
    [InlineData("nothing", "localhost/pause:1", "db-2")]
    public async Task A_bad_image_stops_at_the_first_standby_is_explained_and_can_be_taken_back(string name, string? image, string explanation)
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "image-" + name, TestCluster.Spec(2));
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);
        var good = await ImageAsync(cluster, "db-1");

        await SetImageAsync(cluster, image ?? ClusterFixture.Postgres17Image);
        await Poll.TrueAsync("a condition explains why db-2 does not come back", TimeSpan.FromSeconds(120), async () =>
        {
            var condition = await cluster.ConditionAsync("Ready");
            return condition.StartsWith("False", StringComparison.Ordinal) && condition.Contains("db-2 is", StringComparison.Ordinal) && condition.Contains(explanation, StringComparison.Ordinal);
        }, cluster.DescribeAsync);
        Assert.Equal(good, await ImageAsync(cluster, "db-1"));
        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));

        await SetImageAsync(cluster, good);
        await cluster.WaitReadyAsync(2);
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    private static Task SetImageAsync(TestCluster cluster, string image) => cluster.PatchAsync($$$"""{"spec":{"image":"{{{image}}}"}}""");

    private async Task<string> ImageAsync(TestCluster cluster, string instance) =>
        (string?)(await fixture.Kubectl.GetAsync("pod", instance + "-0", cluster.Namespace))?["spec"]!["containers"]!.AsArray()
            .First(c => (string?)c!["name"] == "postgres")!["image"] ?? "";
}
