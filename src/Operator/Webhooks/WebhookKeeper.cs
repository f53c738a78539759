using System.Text;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Health;
using Howdah.Kubernetes.Models;
using Howdah.Kubernetes.Webhooks;
using Howdah.Operator.PostgresClusters.Specs;
using Howdah.Operator.Webhooks.Policies;

namespace Howdah.Operator.Webhooks;

/// <summary>
/// Keeps the webhooks' certificates in a Secret, serves by them, and tells the API server whom to trust. Every replica does so, leader or not, because every replica is
/// asked: the Secret is written by compare-and-swap, so that all agree on one authority. While something fails it is noted in the health report
/// and tried again; the operator works without its webhooks.
/// </summary>
internal sealed class WebhookKeeper(
    IKubernetesClient client, MemoryCertificate certificate, OperatorOptions options, TimeProvider time, ILogger<WebhookKeeper> logger) : BackgroundService, IHealthProbe
{
    private const string FieldManager = "howdah-webhook";

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly ResourceKind Configurations = ResourceKind.Of<V1ValidatingWebhookConfiguration>();

    private readonly string _name = options.WebhookName ?? throw new ArgumentException("Webhooks are off.", nameof(options));
    private string? _serving;
    private volatile string? _problem;

    private string Namespace => options.Namespace ?? client.CurrentNamespace;

    public IEnumerable<HealthFinding> Look() => [new HealthFinding("webhook", HealthKinds.Live | HealthKinds.Ready, null, _problem ?? "serving")];

    /// <summary>One look at everything; writes only what differs.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        var certificates = await StoredAsync(cancellationToken);
        if (_serving != certificates.Serving.CertificatePem)
        {
            certificate.Set(certificates.Serving.CertificatePem, certificates.Serving.KeyPem);
            _serving = certificates.Serving.CertificatePem;
            WebhookLog.Serving(logger, _name);
        }

        await TellAsync(certificates.Authority.TrustPem, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepAsync(stoppingToken);
                _problem = null;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // A race for the Secret is no trouble: the next look finds the winner's.
                if (error is not KubernetesApiException { IsConflict: true } && _problem != error.Message)
                {
                    WebhookLog.NotKept(logger, error, _name);
                    _problem = error.Message;
                }
            }

            await Task.Delay(_problem is null && _serving is not null ? Every : AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ServingCertificates> StoredAsync(CancellationToken cancellationToken)
    {
        var secret = await client.GetAsync<V1Secret>(_name, Namespace, cancellationToken);
        var next = ServingCertificatePolicy.Next(secret, _name, Namespace, time.GetUtcNow());
        var wanted = next.ToSecretData();
        if (secret is null)
        {
            await client.CreateAsync(
                new V1Secret
                {
                    ApiVersion = "v1",
                    Kind = "Secret",
                    Metadata = new V1ObjectMeta { Name = _name, Namespace = Namespace },
                    Type = SecretSpecs.Opaque,
                    Data = wanted.ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)),
                },
                cancellationToken);
        }
        else if (Difference(secret, wanted) is { Count: > 0 } difference)
        {
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = secret.Metadata.ResourceVersion }, ["data"] = difference };
            await client.PatchAsync<V1Secret>(_name, Namespace, patch, new PatchOptions { FieldManager = FieldManager }, cancellationToken);
        }

        return next;
    }

    private static JsonObject Difference(V1Secret secret, IReadOnlyDictionary<string, string> wanted)
    {
        var difference = new JsonObject();
        foreach (var (key, text) in wanted.Where(entry => SecretSpecs.Text(secret, entry.Key) != entry.Value))
        {
            difference[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        foreach (var key in secret.Data?.Keys.Where(key => !wanted.ContainsKey(key)) ?? [])
        {
            difference[key] = null;
        }

        return difference;
    }

    /// <summary>Only caBundle is ours: the rest of the configuration is the chart's.</summary>
    private async Task TellAsync(string trust, CancellationToken cancellationToken)
    {
        var configuration = await client.GetAsync<V1ValidatingWebhookConfiguration>(_name, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"ValidatingWebhookConfiguration {_name} does not exist; upgrade the chart's release to make it anew, or set webhook.enabled=false");
        var bundle = Encoding.UTF8.GetBytes(trust);
        var webhooks = configuration.Webhooks ?? [];
        if (webhooks.TrueForAll(webhook => webhook.ClientConfig.CaBundle is { } present && present.AsSpan().SequenceEqual(bundle)))
        {
            return;
        }

        var encoded = Convert.ToBase64String(bundle);
        await client.Dynamic(Configurations).ApplyAsync(
            new JsonObject
            {
                ["apiVersion"] = Configurations.ApiVersion,
                ["kind"] = Configurations.Kind,
                ["metadata"] = new JsonObject { ["name"] = _name },
                ["webhooks"] = new JsonArray(
                [
                    .. webhooks.Select(webhook => new JsonObject { ["name"] = webhook.Name, ["clientConfig"] = new JsonObject { ["caBundle"] = encoded } }),
                ]),
            },
            new ApplyOptions(FieldManager),
            cancellationToken);
        WebhookLog.Told(logger, _name);
    }
}
