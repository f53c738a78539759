using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Kubernetes.Webhooks;

/// <summary>A serving certificate that somebody sets. Connections that are open keep the one they began with.</summary>
public sealed class MemoryCertificate : IServingCertificate
{
    private volatile SslStreamCertificateContext? _current;

    public SslStreamCertificateContext? Current => _current;

    /// <param name="certificatePem">The certificate, then those between it and the authority.</param>
    /// <param name="keyPem">Its private key.</param>
    /// <exception cref="CryptographicException">Either is malformed, or they do not belong together; the present one stays.</exception>
    public void Set(string certificatePem, string keyPem) => _current = Read(certificatePem, keyPem);

    internal static SslStreamCertificateContext Read(string certificatePem, string keyPem)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificatePem);
            chain.RemoveAt(0);
            // SslStream wants a key that is not ephemeral on some platforms.
            var certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (ArgumentException malformed)
        {
            throw new CryptographicException(malformed.Message, malformed);
        }
    }
}
