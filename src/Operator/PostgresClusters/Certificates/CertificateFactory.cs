using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>Makes keys and certificates: ECDSA P-256 with SHA-256, keys as PKCS #8.</summary>
internal static class CertificateFactory
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static KeyPair Authority(string cluster, string ns, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject($"{cluster}.{ns} CA"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var identifier = new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false);
        request.CertificateExtensions.Add(identifier);
        var start = now - CertificatePolicy.ClockTolerance;
        using var certificate = request.CreateSelfSigned(start, now + CertificatePolicy.AuthorityLife);
        return new KeyPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <param name="wanted">Names and kind.</param>
    /// <param name="authority">Who signs.</param>
    /// <param name="life">Cut off at the end of the authority's own life.</param>
    /// <param name="now">The time.</param>
    public static KeyPair Leaf(CertificateRequestSpec wanted, KeyPair authority, TimeSpan life, DateTimeOffset now)
    {
        using var issuer = authority.Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(wanted.CommonName), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Usage(wanted.Kind))], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (wanted.DnsNames.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var name in wanted.DnsNames)
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        var issuerStart = new DateTimeOffset(issuer.NotBefore.ToUniversalTime(), TimeSpan.Zero);
        var issuerEnd = new DateTimeOffset(issuer.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        var start = now - CertificatePolicy.ClockTolerance;
        var end = now + life;
        using var certificate = request.Create(
            issuer, start > issuerStart ? start : issuerStart, end < issuerEnd ? end : issuerEnd, RandomNumberGenerator.GetBytes(16));
        return new KeyPair(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static X500DistinguishedName Subject(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName.Length <= LongestCommonName ? commonName : commonName[..LongestCommonName]);
        return name.Build();
    }

    private static string Usage(CertificateKind kind) => kind == CertificateKind.Server ? ServerAuthentication : ClientAuthentication;

    /// <summary>RFC 5280, ub-common-name-length.</summary>
    private const int LongestCommonName = 64;
}
