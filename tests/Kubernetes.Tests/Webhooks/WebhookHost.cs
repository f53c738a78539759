using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Howdah.Kubernetes.Testing;
using Howdah.Kubernetes.Tests.Runtime.Support;
using Howdah.Kubernetes.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Tests.Webhooks;

/// <summary>A webhook behind Kestrel and TLS, and a client that trusts one authority.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly WebApplication _app;

    public WebhookHost(Func<TestAuthority, IServingCertificate>? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        builder.Services.AddSingleton<IAdmissionHandler>(new ValidationHandler<V1Widget>(Webhook, WidgetJson.Options));
        var serving = certificate?.Invoke(_authority) ?? Issued(_authority);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenForWebhooks(IPAddress.Loopback, 0, serving);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.UseRouting();
        _app.MapWebhooks();
    }

    public WidgetWebhook Webhook { get; } = new();

    public Uri Secure => new(_app.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal)));

    public Uri Plain => new(_app.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)));

    public static MemoryCertificate Issued(TestAuthority authority, string name = "localhost")
    {
        var memory = new MemoryCertificate();
        var (certificate, key) = Pem(authority, name);
        memory.Set(certificate, key);
        return memory;
    }

    public static (string Certificate, string Key) Pem(TestAuthority authority, string name)
    {
        using var issued = authority.IssueServer(name, "127.0.0.1", "localhost");
        using var key = issued.GetECDsaPrivateKey()!;
        return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public async Task<WebhookHost> StartedAsync()
    {
        await _app.StartAsync();
        return this;
    }

    /// <summary>A new connection each time; <paramref name="seen"/> gets the server's certificate.</summary>
    public HttpClient CreateClient(Action<X509Certificate2>? seen = null)
    {
        var authority = X509Certificate2.CreateFromPem(_authority.Pem);
        return new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    seen?.Invoke((X509Certificate2)certificate!);
                    using var custom = new X509Chain();
                    custom.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                    custom.ChainPolicy.CustomTrustStore.Add(authority);
                    custom.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                    return custom.Build((X509Certificate2)certificate!) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
                },
            },
        });
    }

    public async Task<(HttpStatusCode Code, string Text)> PostAsync(ReadOnlyMemory<byte> body, string path = "/validate/widget", bool secure = true)
    {
        using var client = CreateClient();
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(new Uri(secure ? Secure : Plain, path), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> ReviewAsync(JsonNode review)
    {
        var (code, text) = await PostAsync(Encoding.UTF8.GetBytes(review.ToJsonString()));
        Assert.Equal(HttpStatusCode.OK, code);
        var answer = JsonNode.Parse(text)!;
        Assert.Equal("admission.k8s.io/v1", (string?)answer["apiVersion"]);
        Assert.Equal("AdmissionReview", (string?)answer["kind"]);
        return answer["response"]!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _authority.Dispose();
    }
}
