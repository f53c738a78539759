using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Howdah.Entities.PostgresCluster;
using Howdah.Operator.PostgresClusters.Certificates;
using Howdah.Operator.PostgresClusters.Specs;

namespace Howdah.Operator.Tests.Certificates;

public sealed class AuthorityTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificateRequestSpec Server = CertificateRequestSpec.All("db", "shop")[0];

    [Fact]
    public void An_authority_survives_its_secret()
    {
        var authority = Authority.Issue("db", "shop", Now);

        var read = Authority.Parse(Secret(authority.ToSecretData()));

        Assert.Equal(authority.Facts.Active!.Thumbprint, read.Facts.Active!.Thumbprint);
        Assert.Equal(authority.TrustPem, read.TrustPem);
        Assert.Null(read.Next);
    }

    [Fact]
    public void A_leaf_is_trusted_by_clients_for_every_service_and_every_instance()
    {
        var authority = Authority.Issue("db", "shop", Now);

        using var leaf = CertificateFactory.Leaf(Server, authority.Active, TimeSpan.FromDays(90), Now).Open();

        Assert.True(IsTrusted(leaf, authority.TrustPem, Now.AddDays(1)));
        Assert.False(IsTrusted(leaf, authority.TrustPem, Now.AddDays(91)));
        Assert.False(IsTrusted(leaf, Authority.Issue("db", "shop", Now).TrustPem, Now.AddDays(1)));
        Assert.All(
            new[] { "db-rw.shop.svc", "db-ro.shop.svc", "db-r.shop.svc", "db-1-0.db-instances.shop.svc", "db-12-0.db-instances", "localhost" },
            name => Assert.True(leaf.MatchesHostname(name), name));
        Assert.False(leaf.MatchesHostname("db-rw.other.svc"));
    }

    [Fact]
    public void Leaves_of_either_authority_are_trusted_while_one_follows_the_other()
    {
        var first = Authority.Issue("db", "shop", Now);
        var prepared = first.Prepare("db", "shop", Now.AddYears(9));
        var promoted = prepared.Promote(Now.AddYears(9).AddDays(2));
        using var oldLeaf = CertificateFactory.Leaf(Server, prepared.Active, TimeSpan.FromDays(90), Now.AddYears(9)).Open();
        using var newLeaf = CertificateFactory.Leaf(Server, promoted.Active, TimeSpan.FromDays(90), Now.AddYears(9).AddDays(2)).Open();
        var then = Now.AddYears(9).AddDays(3);

        Assert.True(IsTrusted(newLeaf, prepared.TrustPem, then));
        Assert.True(IsTrusted(oldLeaf, promoted.TrustPem, then));
        Assert.False(IsTrusted(newLeaf, first.TrustPem, then));
    }

    [Fact]
    public void A_successor_survives_the_secret_and_the_predecessor_leaves_the_bundle_when_it_has_ended()
    {
        var prepared = Authority.Issue("db", "shop", Now).Prepare("db", "shop", Now.AddYears(9));

        var read = Authority.Parse(Secret(prepared.ToSecretData()));

        Assert.Equal(prepared.TrustPem, read.TrustPem);
        Assert.Equal(prepared.Facts.Next!.Thumbprint, read.Facts.Next!.Thumbprint);
        Assert.Equal(2, CertificateReader.Bundle(read.Promote(Now.AddYears(9)).TrustPem).Count);
        Assert.Single(CertificateReader.Bundle(read.Promote(Now.AddYears(11)).TrustPem));
    }

    [Fact]
    public void What_is_read_of_a_leaf_is_what_was_wanted()
    {
        var authority = Authority.Issue("db", "shop", Now);
        var pair = CertificateFactory.Leaf(Server, authority.Active, TimeSpan.FromHours(2160), Now);

        var facts = Leaf.Facts(Server, Secret(Leaf.ToSecretData(pair, authority.TrustPem)), authority);

        Assert.True(facts.TrustIsCurrent);
        Assert.Equal(LeafAction.None, CertificatePolicy.Leaf(facts, authority.Facts.Active!, new CertificatesSpec(), Now));
        Assert.Equal(Now.AddHours(2160), facts.Certificate!.NotAfter);
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.crt")]
    public void A_damaged_authority_is_told_apart(string key)
    {
        var data = Authority.Issue("db", "shop", Now).ToSecretData().ToDictionary();
        foreach (var value in new[] { null, "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" })
        {
            if (value is null)
            {
                data.Remove(key);
            }
            else
            {
                data[key] = value;
            }

            Assert.Throws<CryptographicException>(() => Authority.Parse(Secret(data)));
        }
    }

    [Fact]
    public void A_key_of_another_authority_is_refused()
    {
        var data = Authority.Issue("db", "shop", Now).ToSecretData().ToDictionary();
        data["ca.key"] = Authority.Issue("db", "shop", Now).Active.KeyPem;

        Assert.Throws<CryptographicException>(() => Authority.Parse(Secret(data)));
    }

    [Fact]
    public void A_damaged_leaf_is_malformed_and_not_an_exception()
    {
        var authority = Authority.Issue("db", "shop", Now);

        Assert.NotNull(Leaf.Facts(Server, Secret(new Dictionary<string, string> { ["tls.crt"] = "x", ["tls.key"] = "y" }), authority).Malformed);
        Assert.NotNull(Leaf.Facts(Server, Secret(new Dictionary<string, string>()), authority).Malformed);
    }

    private static Kubernetes.Models.V1Secret Secret(IReadOnlyDictionary<string, string> data) =>
        SecretSpecs.Build(TestClusters.Create(), "s", SecretSpecs.Opaque, data);

    private static bool IsTrusted(X509Certificate2 leaf, string trustPem, DateTimeOffset when)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(CertificateReader.Bundle(trustPem));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = when.UtcDateTime;
        return chain.Build(leaf);
    }
}
