using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>A leaf certificate as its Secret holds it.</summary>
internal static class Leaf
{
    public static LeafFacts Facts(CertificateRequestSpec wanted, V1Secret? secret, Authority authority)
    {
        if (secret is null)
        {
            return new LeafFacts(wanted);
        }

        try
        {
            using var active = X509Certificate2.CreateFromPem(authority.Active.CertificatePem);
            return new LeafFacts(wanted)
            {
                Certificate = CertificateReader.Read(Parse(secret), [active]),
                TrustIsCurrent = SecretSpecs.Text(secret, SecretSpecs.AuthorityCertificates) == authority.TrustPem,
            };
        }
        catch (CryptographicException exception)
        {
            return new LeafFacts(wanted) { Malformed = exception.Message };
        }
    }

    /// <exception cref="CryptographicException">A part is missing.</exception>
    public static KeyPair Parse(V1Secret secret) => new(
        SecretSpecs.Text(secret, SecretSpecs.Certificate) ?? throw new CryptographicException($"{SecretSpecs.Certificate} is missing."),
        SecretSpecs.Text(secret, SecretSpecs.Key) ?? throw new CryptographicException($"{SecretSpecs.Key} is missing."));

    public static IReadOnlyDictionary<string, string> ToSecretData(KeyPair pair, string trustPem) => new Dictionary<string, string>
    {
        [SecretSpecs.AuthorityCertificates] = trustPem,
        [SecretSpecs.Certificate] = pair.CertificatePem,
        [SecretSpecs.Key] = pair.KeyPem,
    };
}
