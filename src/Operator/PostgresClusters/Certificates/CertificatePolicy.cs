using Howdah.Entities.PostgresCluster;

namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>What to do about the authority.</summary>
internal enum AuthorityAction
{
    None,

    /// <summary>There is none: make one.</summary>
    Issue,

    /// <summary>Make a successor that everybody trusts before it signs anything.</summary>
    Prepare,

    /// <summary>The successor has been trusted for long enough, or the active one ends: it signs from now on.</summary>
    Promote,
}

/// <summary>What to do about one leaf.</summary>
internal enum LeafAction
{
    None,
    Issue,
    Renew,

    /// <summary>The certificate stays, the authorities beside it change.</summary>
    RefreshTrust,
}

/// <summary>When certificates are made and replaced.</summary>
internal static class CertificatePolicy
{
    public static readonly TimeSpan AuthorityLife = TimeSpan.FromDays(3650);

    /// <summary>The successor is made at least this long before the end.</summary>
    public static readonly TimeSpan AuthorityRenewBefore = TimeSpan.FromDays(90);

    /// <summary>Kubelets bring a changed Secret into pods within about two minutes; a day also covers a node that was away for some hours.</summary>
    public static readonly TimeSpan TrustOverlap = TimeSpan.FromHours(24);

    /// <summary>Certificates start this long ago, for clocks that are behind.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public static AuthorityAction Authority(AuthorityFacts facts, CertificatesSpec spec, DateTimeOffset now)
    {
        if (facts.Malformed is not null)
        {
            return AuthorityAction.None;
        }

        if (facts.Active is not { } active)
        {
            return AuthorityAction.Issue;
        }

        if (facts.Next is not { } next)
        {
            return now >= active.NotAfter - PrepareBefore(spec) ? AuthorityAction.Prepare : AuthorityAction.None;
        }

        var trusted = now >= next.NotBefore + ClockTolerance + TrustOverlap;
        return trusted || now >= active.NotAfter - TrustOverlap ? AuthorityAction.Promote : AuthorityAction.None;
    }

    /// <param name="facts">The leaf as it is.</param>
    /// <param name="authority">The one that signs now.</param>
    /// <param name="spec">Life and renewal window.</param>
    /// <param name="now">The time.</param>
    public static LeafAction Leaf(LeafFacts facts, CertificateFacts authority, CertificatesSpec spec, DateTimeOffset now)
    {
        if (facts.Certificate is not { } certificate)
        {
            return facts.Malformed is null ? LeafAction.Issue : LeafAction.Renew;
        }

        var asWanted = certificate.SignedBy == authority.Thumbprint
            && certificate.CommonName == facts.Wanted.CommonName
            && certificate.DnsNames.ToHashSet(StringComparer.Ordinal).SetEquals(facts.Wanted.DnsNames);
        // A certificate that ends with its authority cannot be replaced by one that lasts longer.
        var lasts = now < certificate.NotAfter - RenewBefore(spec) || (certificate.NotAfter >= authority.NotAfter && now < certificate.NotAfter);
        if (!asWanted || !lasts)
        {
            return LeafAction.Renew;
        }

        return facts.TrustIsCurrent ? LeafAction.None : LeafAction.RefreshTrust;
    }

    public static TimeSpan Life(CertificatesSpec spec) => TimeSpan.FromHours(Math.Max(1, spec.DurationHours));

    /// <summary>Early enough that no leaf has to be cut short, at most half of the authority's life.</summary>
    private static TimeSpan PrepareBefore(CertificatesSpec spec)
    {
        var needed = Life(spec) + (2 * TrustOverlap);
        var wanted = needed > AuthorityRenewBefore ? needed : AuthorityRenewBefore;
        return wanted < AuthorityLife / 2 ? wanted : AuthorityLife / 2;
    }

    /// <summary>A window as long as the life itself would renew at every look: half the life then.</summary>
    private static TimeSpan RenewBefore(CertificatesSpec spec)
    {
        var wanted = TimeSpan.FromHours(Math.Max(0, spec.RenewBeforeHours));
        return wanted < Life(spec) ? wanted : Life(spec) / 2;
    }
}
