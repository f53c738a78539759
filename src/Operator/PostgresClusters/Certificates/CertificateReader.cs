using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>Reads what Secrets hold.</summary>
internal static class CertificateReader
{
    /// <exception cref="CryptographicException">Either part is malformed, or they do not belong together.</exception>
    public static CertificateFacts Read(KeyPair pair, IReadOnlyList<X509Certificate2> authorities)
    {
        using var certificate = pair.Open();
        var issuer = authorities.FirstOrDefault(authority => IsSignedBy(certificate, authority));
        return Read(certificate) with { SignedBy = issuer is null ? null : Thumbprint(issuer) };
    }

    public static CertificateFacts Read(X509Certificate2 certificate) => new(
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero),
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero),
        Thumbprint(certificate))
    {
        CommonName = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
        DnsNames = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())],
    };

    /// <summary>All certificates of a bundle.</summary>
    /// <exception cref="CryptographicException">Malformed, or there is none.</exception>
    public static X509Certificate2Collection Bundle(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (ArgumentException exception)
        {
            throw new CryptographicException(exception.Message, exception);
        }

        return certificates.Count > 0 ? certificates : throw new CryptographicException("There is no certificate in it.");
    }

    public static string Thumbprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>
    /// By key identifiers: both certificates come from Secrets that only the operator writes, so this tells authorities apart and proves nothing to anybody else.
    /// </summary>
    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        var signer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var identifier = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return signer is { } left && identifier is { } right && left.Span.SequenceEqual(right.Span);
    }
}
