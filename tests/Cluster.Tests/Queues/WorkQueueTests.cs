using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;

namespace Howdah.Cluster.Tests.Queues;

/// <summary>The sample of the WorkQueue kind on real pods: workers come with the work, finish it, and go.</summary>
[Collection(ClusterCollection.Name)]
public sealed class WorkQueueTests(ClusterFixture fixture)
{
    private const int Items = 60;

    [SkippableFact]
    public async Task The_sample_s_workers_come_with_the_work_finish_it_and_go()
    {
        await using var cluster = await TestCluster.CreateAsync(fixture, "queue", TestCluster.Spec(1));
        await cluster.WaitReadyAsync(1);
        await fixture.Kubectl.ApplyAsync(Sample(cluster.Namespace));
        await WaitAsync(cluster, "the queue is ready", TimeSpan.FromSeconds(60), queue => Condition(queue, "Ready") == "True");
        Assert.Equal(0, Workers(await QueueAsync(cluster), "desired"));

        await using var producer = await ConnectAsync(cluster, "jobs-producer");
        Assert.Equal(Items, await ScalarAsync<int>(producer, $"select jobs.push_items(array(select 'item-' || g from generate_series(1, {Items}) g))"));
        await WaitAsync(cluster, "workers are running", TimeSpan.FromSeconds(90), queue => Workers(queue, "ready") >= 1);
        var most = Workers(await QueueAsync(cluster), "desired");
        await WaitAsync(cluster, "everything is done", TimeSpan.FromSeconds(180), queue =>
        {
            most = Math.Max(most, Workers(queue, "desired"));
            return Number(queue, "ready") == 0 && Number(queue, "leased") == 0;
        });
        Assert.InRange(most, 2, 5);
        await using var observer = await ConnectAsync(cluster, "jobs-observer");
        Assert.Equal(0L, await ScalarAsync<long>(observer, "select jobs.num_not_complete()"));
        Assert.Equal("completed", await ScalarAsync<string>(observer, "select state from jobs.inspect('item-1')"));

        // While the workers are given their time to go.
        await new GatewayScenario(fixture, cluster).RunAsync();
        await WaitAsync(cluster, "the workers are gone", TimeSpan.FromSeconds(120), queue => Workers(queue, "desired") == 0);
        await Poll.TrueAsync("no worker pod is left", TimeSpan.FromSeconds(90), async () =>
            (await fixture.Kubectl.ListAsync("pods", cluster.Namespace, "howdah.dev/workqueue=jobs")).Count == 0);
        await fixture.Kubectl.RunAsync("patch", "wq", "jobs", "-n", cluster.Namespace, "--type=merge", "-p", """{"spec":{"deletionPolicy":"Delete"}}""");
        await fixture.Kubectl.RunAsync("delete", "wq", "jobs", "-n", cluster.Namespace, "--wait=true", "--timeout=60s");
        Assert.Equal(0L, await cluster.QueryAsync<long>(await cluster.ServiceAddressAsync("rw"), "select count(*) from pg_namespace where nspname = 'jobs'"));
    }

    private static string Sample(string ns)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "config", "samples", "workqueue.yaml"));
        return text.Replace("  name: jobs", $"  name: jobs\n  namespace: {ns}", StringComparison.Ordinal)
            .Replace("image: postgres:17", $"image: {ClusterFixture.PostgresImage}\n            imagePullPolicy: IfNotPresent", StringComparison.Ordinal);
    }

    private Task<JsonNode?> QueueAsync(TestCluster cluster) => fixture.Kubectl.GetAsync("wq", "jobs", cluster.Namespace);

    private Task WaitAsync(TestCluster cluster, string what, TimeSpan bound, Func<JsonNode?, bool> holds) =>
        Poll.TrueAsync(what, bound, async () => holds(await QueueAsync(cluster)), async () => new StringBuilder()
            .AppendLine((await fixture.Kubectl.TryRunAsync("describe", "wq", "jobs", "-n", cluster.Namespace)).Output)
            .AppendLine((await fixture.Kubectl.TryRunAsync("get", "pods,deployments", "-n", cluster.Namespace, "-o", "wide")).Output)
            .AppendLine((await fixture.Kubectl.TryRunAsync("logs", "-n", cluster.Namespace, "-l", "howdah.dev/workqueue=jobs", "--tail", "20")).Output)
            .AppendLine(await fixture.OperatorLogAsync()).ToString());

    private static string? Condition(JsonNode? queue, string type) =>
        (string?)queue?["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => (string?)condition?["type"] == type)?["status"];

    private static long Number(JsonNode? queue, string name) => (long?)queue?["status"]?[name] ?? -1;

    private static int Workers(JsonNode? queue, string name) => (int?)queue?["status"]?["workers"]?[name] ?? 0;

    private async Task<NpgsqlDataSource> ConnectAsync(TestCluster cluster, string name)
    {
        var data = (await fixture.Kubectl.GetAsync("secret", name, cluster.Namespace))!["data"]!;
        string Text(string key) => Encoding.UTF8.GetString(Convert.FromBase64String((string)data[key]!));
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = await cluster.ServiceAddressAsync("rw"),
            Port = int.Parse(Text("port"), CultureInfo.InvariantCulture),
            Database = Text("dbname"),
            Username = Text("username"),
            Password = Text("password"),
            SslMode = SslMode.Require,
            Pooling = false,
        });
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
