using Howdah.Entities.PostgresCluster;
using Howdah.Operator.PostgresClusters.Certificates;

namespace Howdah.Operator.Tests.Certificates;

public sealed class CertificatePolicyTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CertificatesSpec Spec = new();
    private static readonly CertificateRequestSpec Wanted = new(CertificateKind.Server, "db-server", "db-rw", ["db-rw", "localhost"]);
    private static readonly CertificateFacts Authority = new(Now.AddDays(-10), Now.AddYears(9), "CA1");

    [Fact]
    public void A_missing_authority_is_issued() => Assert.Equal(AuthorityAction.Issue, CertificatePolicy.Authority(new AuthorityFacts(), Spec, Now));

    [Fact]
    public void A_malformed_authority_is_left_for_a_person() =>
        Assert.Equal(AuthorityAction.None, CertificatePolicy.Authority(new AuthorityFacts { Malformed = "no key" }, Spec, Now));

    [Theory]
    [InlineData(100, nameof(AuthorityAction.None))]
    [InlineData(91, nameof(AuthorityAction.Prepare))]
    [InlineData(-1, nameof(AuthorityAction.Prepare))]
    public void A_successor_is_prepared_before_the_end(int daysLeft, string expected) => Assert.Equal(
        expected,
        CertificatePolicy.Authority(new AuthorityFacts { Active = Authority with { NotAfter = Now.AddDays(daysLeft) } }, Spec, Now).ToString());

    [Theory]
    [InlineData(1, 80, nameof(AuthorityAction.None))]
    [InlineData(25, 80, nameof(AuthorityAction.Promote))]
    [InlineData(1, 0.5, nameof(AuthorityAction.Promote))]
    public void A_successor_signs_once_everybody_trusts_it(double hoursTrusted, double daysLeft, string expected)
    {
        var facts = new AuthorityFacts
        {
            Active = Authority with { NotAfter = Now.AddDays(daysLeft) },
            Next = new CertificateFacts(Now.AddHours(-hoursTrusted) - CertificatePolicy.ClockTolerance, Now.AddYears(10), "CA2"),
        };

        Assert.Equal(expected, CertificatePolicy.Authority(facts, Spec, Now).ToString());
    }

    [Theory]
    [InlineData(2160, 168, 169, nameof(LeafAction.None))]
    [InlineData(2160, 168, 167, nameof(LeafAction.Renew))]
    [InlineData(3000, 2500, 2160, nameof(LeafAction.Renew))]
    [InlineData(2, 1, 1.5, nameof(LeafAction.None))]
    [InlineData(100, 100, 60, nameof(LeafAction.None))]
    [InlineData(100, 100, 40, nameof(LeafAction.Renew))]
    public void A_leaf_is_renewed_in_its_window(int duration, int before, double hoursLeft, string expected)
    {
        var leaf = Current() with { Certificate = Current().Certificate! with { NotAfter = Now.AddHours(hoursLeft) } };

        var action = CertificatePolicy.Leaf(leaf, Authority, new CertificatesSpec { DurationHours = duration, RenewBeforeHours = before }, Now);

        Assert.Equal(expected, action.ToString());
    }

    [Fact]
    public void A_leaf_of_another_authority_is_renewed() => Assert.Equal(
        LeafAction.Renew,
        CertificatePolicy.Leaf(Current() with { Certificate = Current().Certificate! with { SignedBy = null } }, Authority, Spec, Now));

    [Fact]
    public void A_leaf_with_other_names_is_renewed() => Assert.Equal(
        LeafAction.Renew,
        CertificatePolicy.Leaf(Current() with { Certificate = Current().Certificate! with { DnsNames = ["db-rw"] } }, Authority, Spec, Now));

    [Fact]
    public void A_malformed_leaf_is_replaced() =>
        Assert.Equal(LeafAction.Renew, CertificatePolicy.Leaf(new LeafFacts(Wanted) { Malformed = "tls.key is missing." }, Authority, Spec, Now));

    [Fact]
    public void Only_the_trust_changes_when_a_successor_appears() =>
        Assert.Equal(LeafAction.RefreshTrust, CertificatePolicy.Leaf(Current() with { TrustIsCurrent = false }, Authority, Spec, Now));

    [Fact]
    public void A_leaf_that_ends_with_its_authority_is_not_renewed_over_and_over()
    {
        var authority = Authority with { NotAfter = Now.AddHours(5) };
        var leaf = Current() with { Certificate = Current().Certificate! with { NotAfter = authority.NotAfter } };

        Assert.Equal(LeafAction.None, CertificatePolicy.Leaf(leaf, authority, Spec, Now));
    }

    private static LeafFacts Current() => new(Wanted)
    {
        Certificate = new CertificateFacts(Now.AddDays(-1), Now.AddDays(89), "LEAF") { CommonName = "db-rw", DnsNames = Wanted.DnsNames, SignedBy = "CA1" },
        TrustIsCurrent = true,
    };
}
