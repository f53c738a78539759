using System.Security.Cryptography.X509Certificates;
using System.Text;
using Howdah.Kubernetes.Models;
using Howdah.Operator.Webhooks.Policies;

namespace Howdah.Operator.Tests.Webhooks;

public sealed class ServingCertificatePolicyTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_certificate_is_for_the_services_name_and_signed_by_the_authority()
    {
        var made = Next(null, Now);
        using var authority = X509Certificate2.CreateFromPem(made.Authority.TrustPem);
        using var serving = made.Serving.Open();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime.AddDays(1);

        Assert.True(chain.Build(serving));
        Assert.True(serving.MatchesHostname("howdah-webhook.howdah-system.svc"));
        Assert.False(serving.MatchesHostname("howdah-webhook.other.svc"));
    }

    [Fact]
    public void What_is_stored_stays_until_it_is_time()
    {
        var made = Next(null, Now);

        Assert.Equal(made.ToSecretData(), Next(Stored(made), Now.AddDays(80)).ToSecretData());
    }

    [Fact]
    public void The_serving_certificate_is_renewed_before_its_end_by_the_same_authority()
    {
        var made = Next(null, Now);
        var renewed = Next(Stored(made), Now.AddDays(84));

        Assert.NotEqual(made.Serving, renewed.Serving);
        Assert.Equal(made.Authority.TrustPem, renewed.Authority.TrustPem);
    }

    [Fact]
    public void A_new_authority_is_trusted_a_day_before_it_signs()
    {
        var made = Next(null, Now);
        var late = Now.AddDays(3600);
        var prepared = Next(Stored(made), late);
        var promoted = Next(Stored(prepared), late.AddHours(25));

        Assert.Equal(2, Certificates(prepared.Authority.TrustPem));
        Assert.Equal(made.Authority.Active, prepared.Authority.Active);
        Assert.Equal(prepared.Authority.Next, promoted.Authority.Active);
        Assert.DoesNotContain("next.key", promoted.ToSecretData().Keys);
        Assert.Equal(2, Certificates(promoted.Authority.TrustPem));
    }

    [Theory]
    [InlineData("ca.key")]
    [InlineData("ca.crt")]
    [InlineData("tls.crt")]
    [InlineData("tls.key")]
    public void Content_that_cannot_be_used_is_replaced(string key)
    {
        foreach (var broken in (string[])["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
        {
            var secret = Stored(Next(null, Now));
            secret.Data![key] = Encoding.UTF8.GetBytes(broken);

            using var serving = Next(secret, Now).Serving.Open();
            Assert.True(serving.MatchesHostname("howdah-webhook.howdah-system.svc"));
        }
    }

    [Fact]
    public void Another_service_name_gets_another_certificate()
    {
        var made = Next(null, Now);
        using var other = ServingCertificatePolicy.Next(Stored(made), "other-webhook", "howdah-system", Now).Serving.Open();

        Assert.True(other.MatchesHostname("other-webhook.howdah-system.svc"));
    }

    private static ServingCertificates Next(V1Secret? secret, DateTimeOffset now) => ServingCertificatePolicy.Next(secret, "howdah-webhook", "howdah-system", now);

    private static V1Secret Stored(ServingCertificates certificates) =>
        new() { Data = certificates.ToSecretData().ToDictionary(entry => entry.Key, entry => Encoding.UTF8.GetBytes(entry.Value)) };

    private static int Certificates(string pem) => pem.Split("BEGIN CERTIFICATE").Length - 1;
}
