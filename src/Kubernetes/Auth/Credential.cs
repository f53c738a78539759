namespace Howdah.Kubernetes.Auth;

/// <summary>What a request authenticates with; both members may be null (anonymous) or set.</summary>
/// <param name="Token">Bearer token.</param>
/// <param name="Certificate">A new instance means a new connection.</param>
public sealed record Credential(string? Token, ClientCertificate? Certificate)
{
    public static readonly Credential Anonymous = new(null, null);

    /// <summary>Never shows the token.</summary>
    public override string ToString() => $"token: {(Token is null ? "no" : "yes")}, certificate: {(Certificate is null ? "no" : "yes")}";
}
