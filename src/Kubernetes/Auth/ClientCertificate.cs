using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Kubernetes.Auth;

/// <summary>A client certificate with its key and the intermediates that came with it.</summary>
public sealed class ClientCertificate
{
    private ClientCertificate(SslStreamCertificateContext context, DateTimeOffset notAfter)
    {
        Context = context;
        NotAfter = notAfter;
    }

    public DateTimeOffset NotAfter { get; }

    internal SslStreamCertificateContext Context { get; }

    /// <summary>Reads PEM; the first certificate is the client's own.</summary>
    /// <exception cref="CryptographicException">Not PEM, or the key does not belong to the certificate.</exception>
    public static ClientCertificate FromPem(string certificatePem, string keyPem)
    {
        X509Certificate2 leaf;
        try
        {
            leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }

        var intermediates = new X509Certificate2Collection();
        intermediates.ImportFromPem(certificatePem);
        intermediates.RemoveAt(0);
        return new ClientCertificate(SslStreamCertificateContext.Create(leaf, intermediates, offline: true), new DateTimeOffset(leaf.NotAfter));
    }
}
