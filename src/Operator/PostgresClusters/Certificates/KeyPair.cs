using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>A certificate with its private key, both as PEM.</summary>
internal sealed record KeyPair(string CertificatePem, string KeyPem)
{
    /// <exception cref="CryptographicException">Either is malformed, or they do not belong together.</exception>
    public X509Certificate2 Open()
    {
        try
        {
            return X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception);
        }
    }
}
