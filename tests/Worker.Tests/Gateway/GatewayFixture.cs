using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Howdah.Queueing;
using Howdah.Queueing.Client;
using Howdah.Queueing.Schema;
using Howdah.Queueing.Tests.Server;
using Howdah.Worker.Queue;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Howdah.Worker.Tests.Gateway;

/// <summary>A gateway on a free port before a queue in a database of its own.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private GatewayFixture(NpgsqlDataSource source, GatewayServer server)
    {
        Source = source;
        Server = server;
        Queue = new QueueClient(source, new QueueName("jobs"));
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public NpgsqlDataSource Source { get; }

    public GatewayServer Server { get; }

    public QueueClient Queue { get; }

    public HttpClient Http { get; }

    /// <summary>While set, no connection of the gateway is to be had.</summary>
    public bool Down { get; set; }

    public static async Task<GatewayFixture> CreateAsync(ScratchServer server, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        ScratchServer.Require();
        var source = await server.CreateSourceAsync();
        await new QueueSchema(source, new QueueName("jobs")).MigrateAsync();
        var options = new GatewayOptions { ConnectionString = source.ConnectionString + ";Application Name=gateway under test", Port = 0, LogLevel = LogLevel.None, StopTimeout = TimeSpan.FromSeconds(5) };
        GatewayFixture? fixture = null;
        var gateway = GatewayServer.Build(
            change is null ? options : change(options), null,
            (pool, token) => fixture is { Down: true } ? throw new NpgsqlException("down", new IOException()) : pool.OpenConnectionAsync(token));
        await gateway.Application.StartAsync();
        return fixture = new GatewayFixture(source, gateway);
    }

    public void Authenticate(string? token) => Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

    public Task<(int Status, JsonNode? Body)> PostAsync(string verb, object body, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "/v1/queues/jobs/" + verb, body, cancellationToken);

    public Task<(int Status, JsonNode? Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, default);

    public async Task<JsonNode> DoneAsync(string verb, object body)
    {
        var (status, reply) = await PostAsync(verb, body);
        Assert.True(status == 200, $"{verb}: {status} {reply}");
        return reply!;
    }

    public async Task<JsonNode> TakeAsync(string holder = "w", double leaseSeconds = 60, double waitSeconds = 0) =>
        (await DoneAsync("acquire", new { holder, leaseSeconds, waitSeconds }))["items"]!.AsArray().Single()!;

    public async Task RefusedAsync(int status, string error, string? code, string verb, object body)
    {
        var (actual, reply) = await PostAsync(verb, body);
        Assert.Equal((status, error, code), (actual, (string?)reply!["error"], (string?)reply["code"]));
        Assert.Equal(status, (int)reply["status"]!);
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, int seconds = 60)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Down = false;
        Http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: JsonSerializerOptions.Web) };
        using var response = await Http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return ((int)response.StatusCode, text.Length > 0 && text[0] == '{' ? JsonNode.Parse(text) : null);
    }
}
