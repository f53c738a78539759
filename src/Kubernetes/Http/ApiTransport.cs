using System.Net;
using System.Net.Security;
using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Kubernetes.Http;

/// <summary>The connections to one API server, all with the same client certificate.</summary>
internal sealed class ApiTransport(ClusterConfig cluster, ClientCertificate? certificate) : IDisposable
{
    /// <summary>client-go's HTTP/2 health check (apimachinery, util/net/http.go): a dead peer is noticed after 45 s at most.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _invoker = new(CreateHandler(cluster, certificate), disposeHandler: true);

    public ClientCertificate? Certificate { get; } = certificate;

    public void Dispose() => _invoker.Dispose();

    /// <summary>Returns as soon as the headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    private static SocketsHttpHandler CreateHandler(ClusterConfig cluster, ClientCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectTimeout = ConnectTimeout,
            AutomaticDecompression = DecompressionMethods.GZip,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = cluster.Proxy is not null || !cluster.Server.IsLoopback,
            SslOptions = TlsOptions(cluster, certificate),
        };
        if (cluster.Proxy is not null)
        {
            handler.Proxy = new WebProxy(cluster.Proxy);
        }

        return handler;
    }

    private static SslClientAuthenticationOptions TlsOptions(ClusterConfig cluster, ClientCertificate? certificate)
    {
        var options = new SslClientAuthenticationOptions { ClientCertificateContext = certificate?.Context };
        if (cluster.SkipTlsVerify)
        {
#pragma warning disable CA5359, MA0039 // insecure-skip-tls-verify is somebody's explicit choice
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        }
        else if (cluster.Trust is { } trust)
        {
            options.RemoteCertificateValidationCallback = (_, leaf, chain, errors) => trust.Validate(leaf, chain, errors);
        }

        return options;
    }
}
