using System.Net;
using System.Net.Http.Json;
using Howdah.Queueing.Client;
using Howdah.Queueing.Tests.Server;

namespace Howdah.Worker.Tests.Gateway;

[Collection(ServerCollection.Name)]
public sealed class BusyTests(ScratchServer server)
{
    [SkippableFact]
    public async Task Too_many_who_wait_are_told_to_come_again()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server, options => options with { MaxWaiting = 3 });
        using var end = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(number => gateway.PostAsync("acquire", new { holder = "w" + number, waitSeconds = 50 }, end.Token)).ToList();
        await GatewayFixture.UntilAsync(async () => (int)(await gateway.GetAsync("/v1/queues/jobs/stats")).Body!["waiting"]! == 3, "three wait");
        using var response = await gateway.Http.PostAsJsonAsync("/v1/queues/jobs/acquire", new { holder = "late", waitSeconds = 50 });
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        await end.CancelAsync();
        await Task.WhenAll(waiting.Select(request => Assert.ThrowsAnyAsync<OperationCanceledException>(() => request)));
    }

    [SkippableFact]
    public async Task A_database_that_is_away_is_503_and_those_who_wait_outlast_it()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await gateway.GetAsync("/v1/queues/jobs/stats");
        gateway.Down = true;
        var patient = gateway.PostAsync("acquire", new { holder = "patient", waitSeconds = 50 });
        using var response = await gateway.Http.PostAsJsonAsync("/v1/queues/jobs/acquire", new { holder = "now" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        await gateway.RefusedAsync(503, "retries_exceeded", null, "renew", new { id = 1, token = 1 });
        gateway.Down = false;
        await gateway.Queue.PushAsync([new NewItem("a")]);
        var (status, reply) = await patient.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((200, "a"), (status, (string)reply!["items"]![0]!["key"]!));
    }

    [SkippableFact]
    public async Task Probes_and_metrics_are_served()
    {
        await using var gateway = await GatewayFixture.CreateAsync(server);
        await gateway.Queue.PushAsync([new NewItem("a")]);
        await gateway.TakeAsync();
        Assert.Equal(200, (await gateway.GetAsync("/livez")).Status);
        await GatewayFixture.UntilAsync(async () => (await gateway.GetAsync("/readyz")).Status == 200, "the gateway is ready");
        var metrics = await gateway.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("howdah_gateway_acquired_items_total{queue=\"jobs\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("howdah_gateway_request_seconds_bucket{", metrics, StringComparison.Ordinal);
        Assert.Contains("howdah_gateway_waiting{queue=\"jobs\"} 0", metrics, StringComparison.Ordinal);
    }
}
