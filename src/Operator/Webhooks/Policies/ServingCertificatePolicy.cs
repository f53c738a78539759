using System.Security.Cryptography;
using Howdah.Entities.PostgresCluster;
using Howdah.Kubernetes.Models;
using Howdah.Operator.PostgresClusters.Certificates;

namespace Howdah.Operator.Webhooks.Policies;

/// <summary>An authority and the certificate that it signed for the webhooks' Service; both are kept in one Secret.</summary>
internal sealed record ServingCertificates(Authority Authority, KeyPair Serving)
{
    public IReadOnlyDictionary<string, string> ToSecretData() => new Dictionary<string, string>(Authority.ToSecretData().Concat(Leaf.ToSecretData(Serving, Authority.TrustPem))
        .DistinctBy(entry => entry.Key));
}

/// <summary>When the webhooks' certificates are made and replaced: as those of clusters, with the default lives.</summary>
internal static class ServingCertificatePolicy
{
    private static readonly CertificatesSpec Lives = new();

    /// <summary>
    /// What the Secret is to hold. Content that cannot be used is replaced: nothing but the API server trusts this authority, and it is told of the new one.
    /// </summary>
    /// <param name="secret">As it is; without data at first.</param>
    /// <param name="service">The Service's name.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="now">The time.</param>
    public static ServingCertificates Next(V1Secret? secret, string service, string ns, DateTimeOffset now)
    {
        var present = Parse(secret);
        var authority = CertificatePolicy.Authority(present?.Facts ?? new AuthorityFacts(), Lives, now) switch
        {
            AuthorityAction.Issue => Authority.Issue(service, ns, now),
            AuthorityAction.Prepare => present!.Prepare(service, ns, now),
            AuthorityAction.Promote => present!.Promote(now),
            _ => present!,
        };
        var wanted = new CertificateRequestSpec(CertificateKind.Server, service, $"{service}.{ns}.svc", [$"{service}.{ns}.svc", $"{service}.{ns}.svc.cluster.local"]);
        var serving = CertificatePolicy.Leaf(Leaf.Facts(wanted, secret, authority), authority.Facts.Active!, Lives, now) is LeafAction.Issue or LeafAction.Renew
            ? CertificateFactory.Leaf(wanted, authority.Active, CertificatePolicy.Life(Lives), now)
            : Leaf.Parse(secret!);
        return new ServingCertificates(authority, serving);
    }

    private static Authority? Parse(V1Secret? secret)
    {
        try
        {
            return secret?.Data is { Count: > 0 } ? Authority.Parse(secret) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
