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
        return Read(certificate) with { SignedBy = authorities.FirstOrDefault(authority => IsSignedBy(certificate, authority)) is { } issuer ? Thumbprint(issuer) : null };
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

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Only the signature matters here: ends of lives are the policy's business.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        var trusted = chain.Build(certificate);
        return trusted && chain.ChainElements.Count == 2;
    }
}
