using System.Text;

namespace Howdah.Cluster.Tests.Lifecycle;

/// <summary>A refusal names the field and the remedy; a running cluster stays as it is.</summary>
public sealed class BadInputTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    [SkippableFact]
    public async Task Negative_instances_are_refused_at_apply()
    {
        var ns = "bad-apply";
        await fixture.Kubectl.ApplyAsync($"{{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{{\"name\":\"{ns}\"}}}}");
        var (code, _, error) = await fixture.Kubectl.TryApplyAsync(
            $"apiVersion: howdah.dev/v1alpha1\nkind: PostgresCluster\nmetadata: {{name: db, namespace: {ns}}}\nspec: {{instances: -1, image: x, storage: {{size: 1Gi}}}}\n");
        Assert.NotEqual(0, code);
        Assert.Contains("spec.instances", error, StringComparison.Ordinal);
        await fixture.Kubectl.RunAsync("delete", "namespace", ns, "--wait=false");
    }

    [SkippableFact]
    public async Task What_only_the_operator_knows_to_be_wrong_is_refused_at_apply()
    {
        (int ExitCode, string Output, string Error) refusal = default;

        // Until the operator's certificate has reached the API server, the webhook fails open.
        await Poll.TrueAsync("the webhook refuses it", TimeSpan.FromSeconds(60), async () =>
        {
            refusal = await fixture.Kubectl.TryDryRunAsync(WebhookOutage.BadCluster);
            return refusal.ExitCode != 0;
        });

        Assert.Contains("spec.postgresql.parameters.fsync", refusal.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Invalid_changes_are_named_in_conditions_and_the_cluster_stays()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "bad", TestCluster.Spec(1));
        await cluster.WaitReadyAsync(1);
        await using var outage = await WebhookOutage.BeginAsync(fixture.Kubectl);
        var pod = (string?)(await fixture.Kubectl.GetAsync("pod", "db-1-0", cluster.Namespace))!["metadata"]!["uid"];

        await ExpectAsync(cluster, """{"spec":{"postgresql":{"parameters":{"fsync":"off"}}}}""", "spec.postgresql.parameters.fsync");
        await ExpectAsync(cluster, """{"spec":{"postgresql":{"parameters":{"fsync":null,"no_such_parameter":"1"}}}}""", "no_such_parameter");
        await ExpectAsync(cluster, """{"spec":{"postgresql":{"parameters":null,"pgHba":["host everything"]}}}""", "spec.postgresql.pgHba");
        await ExpectAsync(cluster, """{"spec":{"postgresql":null,"storage":{"size":"512Mi"}}}""", "spec.storage.size");
        await ExpectAsync(cluster, """{"spec":{"storage":{"size":"1Gi"},"replication":{"synchronous":{"number":1}}}}""", "spec.replication.synchronous.number");

        await cluster.PatchAsync("""{"spec":{"replication":null}}""");
        await cluster.WaitReadyAsync(1);
        Assert.Equal(pod, (string?)(await fixture.Kubectl.GetAsync("pod", "db-1-0", cluster.Namespace))!["metadata"]!["uid"]);
    }

    [SkippableFact]
    public async Task A_storage_class_that_does_not_exist_is_named()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "bad-class", TestCluster.Spec(1).Replace("size: 1Gi", "size: 1Gi, storageClass: nowhere", StringComparison.Ordinal));
        await Poll.TrueAsync("the storage class is named", TimeSpan.FromSeconds(60), async () =>
            (await fixture.Kubectl.RunAsync("describe", "pgc", "db", "-n", cluster.Namespace)).Contains("nowhere", StringComparison.Ordinal)
            && (await cluster.ConditionAsync("Ready")).StartsWith("False", StringComparison.Ordinal)
            && ((await cluster.ConditionAsync("Progressing")) + (await cluster.ConditionAsync("Ready"))).Contains("nowhere", StringComparison.Ordinal), cluster.DescribeAsync);
    }

    [SkippableFact]
    public async Task A_secret_that_is_missing_or_wrong_is_named_until_it_is_right()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "bad-secret", TestCluster.Spec(1, more: "bootstrap: {initdb: {secret: {name: mine}}}"));
        await NamesAsync(cluster, "Secret mine does not exist");
        await SecretAsync(cluster, "app", null);
        await NamesAsync(cluster, "Secret mine has no password");
        await SecretAsync(cluster, "somebody", "pass");
        await NamesAsync(cluster, "Secret mine is for 'somebody'");
        await SecretAsync(cluster, "app", "broken\n");
        await NamesAsync(cluster, "control character");

        await SecretAsync(cluster, "app", "right");
        cluster.ApplicationSecret = "mine";
        await cluster.WaitReadyAsync(1);
        await SampleData.FillAsync(cluster);
    }

    private Task<string> SecretAsync(TestCluster cluster, string userName, string? password)
    {
        var data = new Dictionary<string, string> { ["username"] = userName, ["password"] = password ?? "" }.Where(pair => pair.Value.Length > 0)
            .Select(pair => $"{pair.Key}: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Value))}");
        return fixture.Kubectl.ApplyAsync($"apiVersion: v1\nkind: Secret\nmetadata: {{name: mine, namespace: {cluster.Namespace}}}\ndata: {{{string.Join(", ", data)}}}\n");
    }

    private static Task NamesAsync(TestCluster cluster, string words) => Poll.TrueAsync(
        $"a condition says: {words}", TimeSpan.FromSeconds(30), async () => (await cluster.ConditionAsync("Progressing")).Contains(words, StringComparison.Ordinal), cluster.DescribeAsync);

    private static async Task ExpectAsync(TestCluster cluster, string patch, string field)
    {
        await cluster.PatchAsync(patch);
        await Poll.TrueAsync($"a condition names {field}", TimeSpan.FromSeconds(30), async () =>
        {
            var condition = await cluster.ConditionAsync("Progressing");
            return condition.Contains("InvalidSpec", StringComparison.Ordinal) && condition.Contains(field, StringComparison.Ordinal);
        }, cluster.DescribeAsync);
    }
}
