using System.Text.Json.Nodes;

namespace Howdah.Cluster.Tests.Lifecycle;

/// <summary>The main job and every ordinary change, on real pods; data is compared after each.</summary>
public sealed class LifecycleTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    [SkippableFact]
    public async Task One_instance_is_bootstrapped_and_survives_its_pod()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "one", TestCluster.Spec(1));
        await cluster.WaitReadyAsync(1);
        var sum = await SampleData.FillAsync(cluster);

        await fixture.Kubectl.RunAsync("delete", "pod", "db-1-0", "-n", cluster.Namespace, "--wait=true");
        await fixture.RestartOperatorAsync();
        await cluster.WaitReadyAsync(1);

        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        Assert.StartsWith("True", await cluster.ConditionAsync("Ready"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Three_instances_stream_with_a_slot_each_then_scale_to_five_and_to_two()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "scale", TestCluster.Spec(3));
        await fixture.RestartOperatorAsync();
        await cluster.WaitReadyAsync(3);
        await SampleData.FillAsync(cluster);
        await AssertSlotsAsync(cluster, 2);
        await cluster.AssertEqualDataAsync(3, SampleData.Sum);

        await fixture.Kubectl.RunAsync("scale", "pgc", "db", "-n", cluster.Namespace, "--replicas=5");
        await fixture.RestartOperatorAsync();
        await cluster.WaitReadyAsync(5, TimeSpan.FromSeconds(240));
        await AssertSlotsAsync(cluster, 4);
        await SampleData.FillAsync(cluster);
        await cluster.AssertEqualDataAsync(5, SampleData.Sum);

        await cluster.PatchAsync("""{"spec":{"instances":2}}""");
        await fixture.RestartOperatorAsync();
        await cluster.WaitReadyAsync(2, TimeSpan.FromSeconds(240));
        await AssertSlotsAsync(cluster, 1);
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    [SkippableFact]
    public async Task Parameters_are_reloaded_where_enough_and_restarted_in_order_otherwise()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "parameters", TestCluster.Spec(3));
        await cluster.WaitReadyAsync(3);
        var sum = await SampleData.FillAsync(cluster);
        var starts = await StartTimesAsync(cluster);

        await cluster.PatchAsync("""{"spec":{"postgresql":{"parameters":{"work_mem":"7MB"}}}}""");
        await WaitSettingAsync(cluster, "work_mem", "7MB");
        await cluster.WaitReadyAsync(3);
        Assert.Equal(starts, await StartTimesAsync(cluster));

        await cluster.PatchAsync("""{"spec":{"postgresql":{"parameters":{"max_connections":"130"}}}}""");
        await fixture.RestartOperatorAsync();
        await WaitSettingAsync(cluster, "max_connections", "130");
        await cluster.WaitReadyAsync(3);

        await cluster.PatchAsync("""{"spec":{"postgresql":{"parameters":{"max_connections":"90"}}}}""");
        await WaitSettingAsync(cluster, "max_connections", "90");
        await cluster.WaitReadyAsync(3);
        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        await cluster.AssertEqualDataAsync(3, SampleData.Sum);
    }

    [SkippableFact]
    public async Task A_template_change_replaces_standbys_first_and_hands_over()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "rollout", TestCluster.Spec(3, more: "replication: {synchronous: {number: 1}}"));
        await cluster.WaitReadyAsync(3);
        var sum = await SampleData.FillAsync(cluster);
        var before = await PodUidsAsync(cluster);

        await cluster.PatchAsync("""{"spec":{"resources":{"requests":{"cpu":"25m"}}}}""");
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("all pods are replaced", TimeSpan.FromSeconds(240), async () => !(await PodUidsAsync(cluster)).Intersect(before).Any(), cluster.DescribeAsync);
        await cluster.WaitReadyAsync(3);

        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        await cluster.AssertEqualDataAsync(3, SampleData.Sum);
    }

    [SkippableFact]
    public async Task A_switchover_moves_the_primary_without_losing_a_row()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "switchover", TestCluster.Spec(2));
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);

        await fixture.Kubectl.RunAsync("annotate", "pgc", "db", "-n", cluster.Namespace, "howdah.dev/switchover-to=db-2");
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("db-2 is primary", TimeSpan.FromSeconds(60), async () => await cluster.PrimaryAsync() == "db-2", cluster.DescribeAsync);
        await cluster.WaitReadyAsync(2);

        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    [SkippableFact]
    public async Task Certificates_are_renewed_without_an_interruption()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "certificates", TestCluster.Spec(2));
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);
        var before = await CertificateAsync(cluster);

        await cluster.PatchAsync("""{"spec":{"certificates":{"durationHours":3000,"renewBeforeHours":2500}}}""");
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("the server certificate is a new one", TimeSpan.FromSeconds(60), async () => await CertificateAsync(cluster) != before, cluster.DescribeAsync);
        await cluster.WaitReadyAsync(2);

        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    [SkippableFact]
    public async Task A_deleted_cluster_leaves_its_volumes_and_comes_back_on_them()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "kept", TestCluster.Spec(2));
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);

        await fixture.Kubectl.RunAsync("delete", "pgc", "db", "-n", cluster.Namespace, "--wait=false");
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("the resource is gone", TimeSpan.FromSeconds(120), async () => await cluster.GetAsync() is null);
        await Poll.TrueAsync("the pods are gone", TimeSpan.FromSeconds(60), async () => (await fixture.Kubectl.ListAsync("pods", cluster.Namespace)).Count == 0);
        Assert.Equal(2, (await fixture.Kubectl.ListAsync("pvc", cluster.Namespace)).Count);

        await using var again = await TestCluster.CreateAsync(fixture, cluster.Namespace, TestCluster.Spec(2, more: "").Replace("size: 1Gi", "size: 1Gi, deletionPolicy: Delete", StringComparison.Ordinal));
        await again.WaitReadyAsync(2);
        Assert.Equal(sum, await again.QueryAsync<string>(await again.ServiceAddressAsync("rw"), SampleData.Sum));

        await fixture.Kubectl.RunAsync("delete", "pgc", "db", "-n", cluster.Namespace, "--timeout=120s");
        await Poll.TrueAsync("the volumes are gone, as asked", TimeSpan.FromSeconds(60), async () => (await fixture.Kubectl.ListAsync("pvc", cluster.Namespace)).Count == 0);
    }

    [SkippableFact]
    public async Task PostgreSQL_17_runs_as_well()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "seventeen", TestCluster.Spec(2, ClusterFixture.Postgres17Image));
        await cluster.WaitReadyAsync(2);
        await SampleData.FillAsync(cluster);
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
        Assert.StartsWith("17.", (string?)(await cluster.GetAsync())!["status"]!["postgresVersion"], StringComparison.Ordinal);
    }

    private static async Task AssertSlotsAsync(TestCluster cluster, int expected)
    {
        var address = await cluster.ServiceAddressAsync("rw");
        await Poll.TrueAsync($"{expected} active slots", TimeSpan.FromSeconds(60), async () =>
            await cluster.QueryAsync<string>(address, "select count(*) filter (where active) || '/' || count(*) from pg_replication_slots where slot_type = 'physical'") == $"{expected}/{expected}", cluster.DescribeAsync);
    }

    private async Task<List<string>> StartTimesAsync(TestCluster cluster)
    {
        var times = new List<string>();
        foreach (var name in new[] { "db-1", "db-2", "db-3" })
        {
            times.Add(await cluster.QueryAsync<string>(await cluster.PodAddressAsync(name), "select pg_postmaster_start_time()::text"));
        }

        return times;
    }

    private static async Task WaitSettingAsync(TestCluster cluster, string setting, string value)
    {
        foreach (var name in new[] { "db-1", "db-2", "db-3" })
        {
            await Poll.TrueAsync($"{setting} is {value} on {name}", TimeSpan.FromSeconds(120), async () =>
                await cluster.QueryAsync<string>(await cluster.PodAddressAsync(name), $"select current_setting('{setting}')") == value, cluster.DescribeAsync);
        }
    }

    private async Task<HashSet<string>> PodUidsAsync(TestCluster cluster) =>
        [.. (await fixture.Kubectl.ListAsync("pods", cluster.Namespace)).Select(p => (string)p!["metadata"]!["uid"]!)];

    private async Task<string> CertificateAsync(TestCluster cluster) =>
        (string)((JsonNode)(await fixture.Kubectl.GetAsync("secret", "db-server", cluster.Namespace))!)["data"]!["tls.crt"]!;
}
