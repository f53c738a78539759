namespace Howdah.Kubernetes.Client;

/// <summary>What the API server serves; answers are cached for ten minutes and dropped on a miss.</summary>
public interface IDiscovery
{
    /// <summary>For example <c>ServesAsync("policy/v1", "poddisruptionbudgets")</c>.</summary>
    Task<bool> ServesAsync(string apiVersion, string plural, CancellationToken cancellationToken = default);

    /// <summary>The server's version, for example 1.20.</summary>
    Task<Version> VersionAsync(CancellationToken cancellationToken = default);
}
