using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Howdah.Cluster.Tests.Queues;

/// <summary>The sample of a queue with a gateway, beside the other queue of its cluster: it serves over HTTP, and goes without a trace.</summary>
internal sealed class GatewayScenario(ClusterFixture fixture, TestCluster cluster)
{
    private const string Queue = "jobs-over-http";
    private const string Gateway = Queue + "-gateway";
    private const string Schema = "jobs_over_http";
    private const int Items = 20;

    public async Task RunAsync()
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "config", "samples", "workqueue-gateway.yaml"));
        await fixture.Kubectl.ApplyAsync(sample.Replace($"  name: {Queue}\nspec", $"  name: {Queue}\n  namespace: {cluster.Namespace}\nspec", StringComparison.Ordinal));
        await WaitAsync("both gateways serve", TimeSpan.FromSeconds(90), queue => (int?)queue?["status"]?["gateway"]?["ready"] == 2);
        await WorkOffAsync();

        await fixture.Kubectl.RunAsync("patch", "wq", Queue, "-n", cluster.Namespace, "--type=merge", "-p", """{"spec":{"gateway":null,"deletionPolicy":"Delete"}}""");
        await WaitAsync("the status forgets the gateway", TimeSpan.FromSeconds(30), queue => queue is not null && queue["status"]?["gateway"] is null);
        Assert.Null(await fixture.Kubectl.GetAsync("service", Gateway, cluster.Namespace));
        Assert.Null(await fixture.Kubectl.GetAsync("secret", Gateway, cluster.Namespace));
        Assert.Null(await fixture.Kubectl.GetAsync("poddisruptionbudget", Gateway, cluster.Namespace));
        Assert.Equal(0L, await cluster.QueryAsync<long>(await cluster.ServiceAddressAsync("rw"), $"select count(*) from pg_roles where rolname = '{Schema}_gateway'"));
        await fixture.Kubectl.RunAsync("delete", "wq", Queue, "-n", cluster.Namespace, "--wait=true", "--timeout=60s");
    }

    private async Task WorkOffAsync()
    {
        var address = (string)(await fixture.Kubectl.GetAsync("service", Gateway, cluster.Namespace))!["spec"]!["clusterIP"]!;
        using var nobody = new HttpClient();
        using var refusal = await nobody.GetAsync(new Uri($"http://{address}/v1/queues/{Schema}/stats"));
        Assert.Equal(HttpStatusCode.Unauthorized, refusal.StatusCode);

        using var producer = await ClientAsync(address, "producer");
        using var worker = await ClientAsync(address, "worker");
        var keys = new JsonArray([.. Enumerable.Range(1, Items).Select(number => (JsonNode)new JsonObject { ["key"] = $"item-{number}" })]);
        Assert.Equal(Items, (int)(await PostAsync(producer, "items", new JsonObject { ["items"] = keys }))["created"]!);
        var items = (await PostAsync(worker, "acquire", new JsonObject { ["holder"] = "test", ["limit"] = Items, ["waitSeconds"] = 5 }))["items"]!.AsArray();
        Assert.Equal(Items, items.Count);
        foreach (var item in items)
        {
            Assert.True((bool)(await PostAsync(worker, "complete", new JsonObject { ["id"] = (string)item!["id"]!, ["token"] = (string)item["token"]! }))["completed"]!);
        }

        Assert.Equal(0, (int)(await producer.GetFromJsonAsync<JsonNode>(new Uri("stats?exact=true", UriKind.Relative)))!["notComplete"]!);
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string verb, JsonObject body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri(verb, UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{verb}: {answer.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpClient> ClientAsync(string address, string role)
    {
        var secret = await fixture.Kubectl.GetAsync("secret", $"{Gateway}-tokens", cluster.Namespace);
        var token = Encoding.UTF8.GetString(Convert.FromBase64String((string)secret!["data"]![role]!));
        return new HttpClient
        {
            BaseAddress = new Uri($"http://{address}/v1/queues/{Schema}/"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
    }

    private Task WaitAsync(string what, TimeSpan bound, Func<JsonNode?, bool> holds) => Poll.TrueAsync(
        what, bound, async () => holds(await fixture.Kubectl.GetAsync("wq", Queue, cluster.Namespace)), async () => new StringBuilder()
            .AppendLine((await fixture.Kubectl.TryRunAsync("describe", "wq", Queue, "-n", cluster.Namespace)).Output)
            .AppendLine((await fixture.Kubectl.TryRunAsync("describe", "pods", "-n", cluster.Namespace, "-l", $"howdah.dev/workqueue-gateway={Queue}")).Output)
            .AppendLine((await fixture.Kubectl.TryRunAsync("logs", "-n", cluster.Namespace, "-l", $"howdah.dev/workqueue-gateway={Queue}", "--tail", "20")).Output)
            .ToString());
}
