using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Howdah.Operator.PostgresClusters.Certificates;

namespace Howdah.Operator.PostgresClusters.Observation;

/// <summary>The connections to the agents of one cluster, under one set of certificates.</summary>
internal sealed class AgentConnections : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities;

    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate is malformed.</exception>
    public AgentConnections(AgentTrust trust, int largestAnswer)
    {
        Trust = trust;
        _authorities = CertificateReader.Bundle(trust.Authorities);
        _certificate = new KeyPair(trust.Certificate, trust.Key).Open();
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = 2,
            MaxResponseHeadersLength = 16,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                CertificateChainPolicy = policy,
            },
        };
        // The caller's deadline ends every request.
        Client = new HttpClient(handler) { MaxResponseContentBufferSize = largestAnswer, Timeout = Timeout.InfiniteTimeSpan };
    }

    public AgentTrust Trust { get; }

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        _certificate.Dispose();
        foreach (var authority in _authorities)
        {
            authority.Dispose();
        }
    }
}
