namespace Howdah.Cluster.Tests.Lifecycle;

/// <summary>Standbys that cannot go on as they are, and the operator's hands kept off.</summary>
public sealed class RecoveryTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private const string SmallSlots = """
        postgresql: {parameters: {max_slot_wal_keep_size: 32MB, wal_keep_size: "0", max_wal_size: 48MB, min_wal_size: 32MB, checkpoint_timeout: 30s}}
        """;

    [SkippableFact]
    public async Task A_fenced_standby_keeps_its_pod_and_is_cloned_anew_when_its_slot_was_lost()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "lost-slot", TestCluster.Spec(2, more: SmallSlots));
        await cluster.WaitReadyAsync(2);
        await SampleData.FillAsync(cluster);
        var pod = await PodUidAsync(cluster, "db-2");
        var address = await cluster.ServiceAddressAsync("rw");

        await FenceAsync(cluster, "db-2");
        Assert.Equal(pod, await PodUidAsync(cluster, "db-2"));
        await Poll.TrueAsync("the slot of db-2 is lost", TimeSpan.FromSeconds(120), async () =>
        {
            await cluster.ExecuteAsync("drop table if exists bulk; create table bulk as select repeat(md5(i::text), 8) as v from generate_series(1, 150000) i");
            return await cluster.QueryAsync<string>(address, "select coalesce(string_agg(wal_status, ','), '') from pg_replication_slots where slot_type = 'physical'") == "lost";
        }, cluster.DescribeAsync, TimeSpan.FromMilliseconds(100));

        await AnnotateAsync(cluster, "howdah.dev/fenced-instances-");
        await cluster.WaitReadyAsync(2);
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
        Assert.Equal("reserved", await cluster.QueryAsync<string>(address, "select string_agg(wal_status, ',') from pg_replication_slots where slot_type = 'physical'"));
        Assert.Equal(pod, await PodUidAsync(cluster, "db-2"));
    }

    [SkippableFact]
    public async Task A_volume_of_another_database_system_is_refused_until_it_is_deleted()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "foreign", TestCluster.Spec(2));
        await using var other = await TestCluster.CreateAsync(fixture, "foreign-other", TestCluster.Spec(1));
        await other.WaitReadyAsync(1);
        await cluster.WaitReadyAsync(2);
        var sum = await SampleData.FillAsync(cluster);

        await FenceAsync(cluster, "db-2");
        await CopyControlFileAsync(from: other, to: cluster, "db-2");
        await AnnotateAsync(cluster, "howdah.dev/fenced-instances-");
        await Poll.TrueAsync("the volume is refused by its claim's name", TimeSpan.FromSeconds(60), async () =>
        {
            var condition = await cluster.ConditionAsync("ConsistentSystemId");
            return condition.StartsWith("False ForeignSystemIdentifier", StringComparison.Ordinal) && condition.Contains("data-db-2-0", StringComparison.Ordinal);
        }, cluster.DescribeAsync);
        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));

        await fixture.Kubectl.RunAsync("delete", "pvc", "data-db-2-0", "-n", cluster.Namespace, "--wait=false");
        await fixture.Kubectl.RunAsync("delete", "pod", "db-2-0", "-n", cluster.Namespace);
        await cluster.WaitReadyAsync(2);
        Assert.StartsWith("True", await cluster.ConditionAsync("ConsistentSystemId"), StringComparison.Ordinal);
        await cluster.AssertEqualDataAsync(2, SampleData.Sum);
    }

    [SkippableFact]
    public async Task A_paused_cluster_is_left_alone_and_serves()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "paused", TestCluster.Spec(1));
        await cluster.WaitReadyAsync(1);
        var sum = await SampleData.FillAsync(cluster);

        await AnnotateAsync(cluster, "howdah.dev/paused=true");
        await Poll.TrueAsync("it says that it is paused", TimeSpan.FromSeconds(30), async () =>
            (await cluster.ConditionAsync("Progressing")).StartsWith("False Paused", StringComparison.Ordinal), cluster.DescribeAsync);
        await fixture.Kubectl.RunAsync("delete", "service", "db-ro", "-n", cluster.Namespace);
        await cluster.PatchAsync("""{"spec":{"postgresql":{"parameters":{"work_mem":"7MB"}}}}""");
        await fixture.RestartOperatorAsync();
        await Poll.TrueAsync("the operator has seen the change", TimeSpan.FromSeconds(60), async () =>
            await cluster.GetAsync() is { } seen && (long?)seen["status"]!["observedGeneration"] == (long?)seen["metadata"]!["generation"], cluster.DescribeAsync);
        Assert.Null(await fixture.Kubectl.GetAsync("service", "db-ro", cluster.Namespace));
        Assert.Equal(sum, await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), SampleData.Sum));

        await AnnotateAsync(cluster, "howdah.dev/paused-");
        await Poll.TrueAsync("the service is back", TimeSpan.FromSeconds(30), async () =>
            await fixture.Kubectl.GetAsync("service", "db-ro", cluster.Namespace) is not null, cluster.DescribeAsync);
        await cluster.WaitReadyAsync(1);
    }

    /// <summary>What tells one database system from another is in this file.</summary>
    private async Task CopyControlFileAsync(TestCluster from, TestCluster to, string instance)
    {
        const string File = "/var/lib/howdah/pgdata/global/pg_control";
        var content = await fixture.Kubectl.RunAsync("exec", "db-1-0", "-n", from.Namespace, "-c", "postgres", "--", "base64", "-w0", File);
        await fixture.Kubectl.RunAsync(
            "exec", instance + "-0", "-n", to.Namespace, "-c", "postgres", "--", "sh", "-c", $"echo {content.Trim()} | base64 -d > {File}");
    }

    private async Task FenceAsync(TestCluster cluster, string instance)
    {
        await AnnotateAsync(cluster, $"howdah.dev/fenced-instances={instance}");
        await Poll.TrueAsync($"{instance} is fenced", TimeSpan.FromSeconds(60), async () => await StateAsync(cluster, instance) == "Fenced", cluster.DescribeAsync);
    }

    private Task<string> AnnotateAsync(TestCluster cluster, string annotation) =>
        fixture.Kubectl.RunAsync("annotate", "pgc", cluster.Name, "-n", cluster.Namespace, annotation);

    private async Task<string> PodUidAsync(TestCluster cluster, string instance) =>
        (string)(await fixture.Kubectl.GetAsync("pod", instance + "-0", cluster.Namespace))!["metadata"]!["uid"]!;

    private static async Task<string?> StateAsync(TestCluster cluster, string instance) =>
        (string?)(await cluster.GetAsync())!["status"]!["members"]!.AsArray().FirstOrDefault(m => (string?)m!["name"] == instance)?["state"];
}
