using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Http;

namespace Howdah.Kubernetes.Configuration;

/// <summary>How to reach one API server: what a kubeconfig context or a service account comes to.</summary>
public sealed record ClusterConfig
{
    /// <summary>http or https, with an optional path prefix.</summary>
    public required Uri Server { get; init; }

    public string Namespace { get; init; } = "default";

    public ICredentialSource Credentials { get; init; } = StaticCredentials.Anonymous;

    /// <summary>The only authorities the server's certificate may come from; null: those of the system.</summary>
    public ClusterTrust? Trust { get; init; }

    /// <summary>No check of the server's certificate at all.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name the certificate must carry, sent as SNI, when it is not the host of <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>http, https or socks5; null: what the environment says (HTTPS_PROXY, NO_PROXY), never for loopback addresses.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Where this came from, for messages.</summary>
    public string Source { get; init; } = "code";
}
