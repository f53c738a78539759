namespace Howdah.Kubernetes.Auth;

/// <summary>Where requests get their credential from; implementations cache.</summary>
public interface ICredentialSource
{
    /// <exception cref="Configuration.KubernetesConfigException">No credential could be had.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server answered 401 to this credential. True when the next <see cref="GetAsync"/> may return another one.</summary>
    bool Invalidate(Credential rejected);
}
