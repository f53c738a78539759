using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Testing.Time;
using Howdah.Kubernetes.Webhooks;
using Howdah.Operator.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Operator.Tests.Webhooks;

public sealed class WebhookKeeperTests : IAsyncLifetime
{
    private const string Name = "howdah-webhook";
    private const string Namespace = "howdah-system";

    private static readonly ResourceKind Secrets = ResourceKind.Of<V1Secret>();
    private static readonly ResourceKind Configurations = ResourceKind.Of<V1ValidatingWebhookConfiguration>();

    private readonly FakeTimeProvider _time = new();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.CreateClient();
        _server.Seed(Secrets, [new JsonObject { ["metadata"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace }, ["type"] = "Opaque" }]);
        _server.Seed(Configurations, [Configuration()]);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_authority_reaches_the_configuration_and_nothing_else_of_it_changes()
    {
        var certificate = new MemoryCertificate();

        await Keeper(certificate).KeepAsync(default);

        var secret = _server.Find(Secrets, Namespace, Name)!;
        var webhook = _server.Find(Configurations, null, Name)!["webhooks"]!.AsArray().Single()!;
        Assert.Equal((string?)secret["data"]!["ca.crt"], (string?)webhook["clientConfig"]!["caBundle"]);
        Assert.Equal("Ignore", (string?)webhook["failurePolicy"]);
        Assert.Equal(Name, (string?)webhook["clientConfig"]!["service"]!["name"]);
        Assert.NotNull(certificate.Current);
    }

    [Fact]
    public async Task Nothing_is_written_when_nothing_has_changed()
    {
        await Keeper(new MemoryCertificate()).KeepAsync(default);
        _server.ClearRequests();

        await Keeper(new MemoryCertificate()).KeepAsync(default);

        Assert.All(_server.Requests, request => Assert.False(request.IsWrite));
    }

    [Fact]
    public async Task Replicas_that_begin_together_agree_on_one_authority()
    {
        var certificates = Enumerable.Range(0, 4).Select(_ => new MemoryCertificate()).ToList();
        var keepers = certificates.Select(Keeper).ToList();

        await Task.WhenAll(keepers.Select(async keeper =>
        {
            try
            {
                await keeper.KeepAsync(default);
            }
            catch (KubernetesApiException race) when (race.IsConflict)
            {
                await keeper.KeepAsync(default);
            }
        }));

        var serials = certificates.Select(certificate => certificate.Current!.TargetCertificate.SerialNumber).Distinct();
        Assert.Single(serials);
    }

    [Fact]
    public async Task A_bundle_that_somebody_has_overwritten_is_mended()
    {
        var keeper = Keeper(new MemoryCertificate());
        await keeper.KeepAsync(default);
        var patch = Configuration();
        patch["webhooks"]![0]!["clientConfig"]!["caBundle"] = Convert.ToBase64String("other"u8);
        await _client.PatchAsync<V1ValidatingWebhookConfiguration>(Name, null, patch);

        await keeper.KeepAsync(default);

        var secret = _server.Find(Secrets, Namespace, Name)!;
        Assert.Equal((string?)secret["data"]!["ca.crt"], (string?)_server.Find(Configurations, null, Name)!["webhooks"]![0]!["clientConfig"]!["caBundle"]);
    }

    [Fact]
    public async Task A_secret_that_was_deleted_is_made_anew()
    {
        await _client.DeleteAsync<V1Secret>(Name, Namespace);

        await Keeper(new MemoryCertificate()).KeepAsync(default);

        Assert.NotNull(_server.Find(Secrets, Namespace, Name));
    }

    [Fact]
    public async Task A_missing_configuration_is_a_note_with_the_remedy_and_no_reason_to_restart()
    {
        await _client.DeleteAsync<V1ValidatingWebhookConfiguration>(Name);
        var keeper = Keeper(new MemoryCertificate());
        await keeper.StartAsync(default);
        try
        {
            await _time.WhenArmedAsync(1).WaitAsync(TimeSpan.FromSeconds(30));

            var finding = keeper.Look().Single();
            Assert.Null(finding.Problem);
            Assert.Contains("upgrade the chart's release", finding.Note, StringComparison.Ordinal);
            _server.Seed(Configurations, [Configuration()]);
            var again = DateTime.UtcNow.AddSeconds(30);
            while (keeper.Look().Single().Note != "serving" && DateTime.UtcNow < again)
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(5);
            }

            Assert.Equal(new HealthFinding("webhook", HealthKinds.Live | HealthKinds.Ready, null, "serving"), keeper.Look().Single());
        }
        finally
        {
            await keeper.StopAsync(default);
        }
    }

    private static JsonObject Configuration() => new()
    {
        ["metadata"] = new JsonObject { ["name"] = Name },
        ["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = "postgresclusters.howdah.dev",
            ["failurePolicy"] = "Ignore",
            ["sideEffects"] = "None",
            ["clientConfig"] = new JsonObject { ["service"] = new JsonObject { ["name"] = Name, ["namespace"] = Namespace, ["path"] = "/validate/postgrescluster" } },
        }),
    };

    private WebhookKeeper Keeper(MemoryCertificate certificate) => new(
        _client, certificate, TestClusters.Options with { WebhookName = Name, Namespace = Namespace }, _time, NullLogger<WebhookKeeper>.Instance);
}
