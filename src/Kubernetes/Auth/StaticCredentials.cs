namespace Howdah.Kubernetes.Auth;

/// <summary>A credential that never changes.</summary>
public sealed class StaticCredentials(Credential credential) : ICredentialSource
{
    public static readonly StaticCredentials Anonymous = new(Credential.Anonymous);

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(credential);

    public bool Invalidate(Credential rejected) => false;
}
