using System.Security.Cryptography.X509Certificates;
using Howdah.Instances;

namespace Howdah.Sidecar.Http;

/// <summary>Whether a client's certificate is the operator's: issued by the cluster's authority, for clients, with the operator's name.</summary>
internal static class OperatorCertificate
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public static bool Is(X509Certificate2? certificate, X509Certificate2Collection authorities)
    {
        if (certificate is null || certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != PodLayout.OperatorCommonName)
        {
            return false;
        }

        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                ApplicationPolicy = { new System.Security.Cryptography.Oid(ClientAuthentication) },
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        return chain.Build(certificate);
    }
}
