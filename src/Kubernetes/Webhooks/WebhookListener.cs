using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Howdah.Kubernetes.Webhooks;

public static class WebhookListener
{
    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);

    /// <summary>Listens with TLS 1.2 and 1.3; each new connection gets the certificate of that moment. Needs <c>UseKestrelHttpsConfiguration</c>.</summary>
    public static void ListenForWebhooks(this KestrelServerOptions kestrel, IPAddress address, int port, IServingCertificate certificate) =>
        kestrel.Listen(address, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = Handshake,
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Current ?? throw new AuthenticationException("There is no serving certificate yet."),
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                }),
            });
        });
}
