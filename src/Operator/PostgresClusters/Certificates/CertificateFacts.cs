namespace Howdah.Operator.PostgresClusters.Certificates;

/// <summary>What is known of one certificate and its key, without either.</summary>
/// <param name="NotBefore">Start of its life.</param>
/// <param name="NotAfter">End of its life.</param>
/// <param name="Thumbprint">SHA-256 of the certificate, hexadecimal.</param>
internal sealed record CertificateFacts(DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Thumbprint)
{
    public string CommonName { get; init; } = "";

    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Thumbprint of the authority in use whose signature it carries; null when it is another's.</summary>
    public string? SignedBy { get; init; }
}

/// <summary>The authority's Secret.</summary>
internal sealed record AuthorityFacts
{
    /// <summary>Null: there is none yet.</summary>
    public CertificateFacts? Active { get; init; }

    /// <summary>The successor, already trusted and not yet signing.</summary>
    public CertificateFacts? Next { get; init; }

    /// <summary>Why the Secret cannot be used, or null.</summary>
    public string? Malformed { get; init; }
}

/// <summary>A leaf's Secret.</summary>
internal sealed record LeafFacts(CertificateRequestSpec Wanted)
{
    /// <summary>Null: there is none yet.</summary>
    public CertificateFacts? Certificate { get; init; }

    /// <summary>Why the Secret's content cannot be used, or null.</summary>
    public string? Malformed { get; init; }

    /// <summary>The bundle of authorities in the Secret is the one to be trusted now.</summary>
    public bool TrustIsCurrent { get; init; }
}
