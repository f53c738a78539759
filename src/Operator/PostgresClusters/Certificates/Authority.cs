using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>
/// A cluster's certificate authority as its Secret holds it: <c>ca.crt</c> is what is trusted, the signing certificate first, then a successor
/// or predecessors; <c>ca.key</c> belongs to the first; <c>next.crt</c> and <c>next.key</c> are a successor that does not sign yet.
/// </summary>
internal sealed record Authority(KeyPair Active, KeyPair? Next, IReadOnlyList<string> Others)
{
    /// <summary>What everybody trusts, as PEM.</summary>
    public string TrustPem => Join([Active.CertificatePem, .. Next is null ? [] : new[] { Next.CertificatePem }, .. Others]);

    public AuthorityFacts Facts => new() { Active = FactsOf(Active), Next = Next is null ? null : FactsOf(Next) };

    public static Authority Issue(string cluster, string ns, DateTimeOffset now) => new(CertificateFactory.Authority(cluster, ns, now), null, []);

    public Authority Prepare(string cluster, string ns, DateTimeOffset now) => this with { Next = CertificateFactory.Authority(cluster, ns, now) };

    /// <summary>The predecessor stays trusted until it ends.</summary>
    public Authority Promote(DateTimeOffset now) => new(Next!, null, [.. new[] { Active.CertificatePem }.Concat(Others).Where(pem => !HasEnded(pem, now))]);

    /// <exception cref="CryptographicException">The Secret's content cannot be used; the message says why.</exception>
    public static Authority Parse(V1Secret secret)
    {
        var bundle = CertificateReader.Bundle(Required(secret, SecretSpecs.AuthorityCertificates));
        try
        {
            var active = new KeyPair(bundle[0].ExportCertificatePem(), Required(secret, SecretSpecs.AuthorityKey));
            Check(active);
            KeyPair? next = null;
            if (SecretSpecs.Text(secret, SecretSpecs.NextCertificate) is { } nextPem)
            {
                next = new KeyPair(CertificateReader.Bundle(nextPem)[0].ExportCertificatePem(), Required(secret, SecretSpecs.NextKey));
                Check(next);
            }

            return new Authority(active, next, [.. bundle.Skip(1).Select(other => other.ExportCertificatePem()).Where(pem => pem != next?.CertificatePem)]);
        }
        finally
        {
            foreach (var certificate in bundle)
            {
                certificate.Dispose();
            }
        }
    }

    public IReadOnlyDictionary<string, string> ToSecretData()
    {
        var data = new Dictionary<string, string> { [SecretSpecs.AuthorityCertificates] = TrustPem, [SecretSpecs.AuthorityKey] = Active.KeyPem };
        if (Next is not null)
        {
            data[SecretSpecs.NextCertificate] = Next.CertificatePem;
            data[SecretSpecs.NextKey] = Next.KeyPem;
        }

        return data;
    }

    private static void Check(KeyPair pair)
    {
        using var certificate = pair.Open();
        if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            throw new CryptographicException("The certificate may not sign others (it is no CA).");
        }

        if (certificate.GetECDsaPrivateKey() is null)
        {
            throw new CryptographicException("The key is not an elliptic curve key.");
        }
    }

    private static string Required(V1Secret secret, string key) => SecretSpecs.Text(secret, key) ?? throw new CryptographicException($"{key} is missing.");

    private static CertificateFacts FactsOf(KeyPair pair)
    {
        using var certificate = pair.Open();
        return CertificateReader.Read(certificate);
    }

    private static bool HasEnded(string pem, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.NotAfter.ToUniversalTime() < now.UtcDateTime;
    }

    private static string Join(IEnumerable<string> pems) => string.Concat(pems.Select(pem => pem.TrimEnd('\n') + "\n"));
}
