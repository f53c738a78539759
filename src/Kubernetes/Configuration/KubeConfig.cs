namespace Howdah.Kubernetes.Configuration;

/// <summary>One kubeconfig file, or several merged. Every entry knows the file it stands in, because paths are relative to that.</summary>
internal sealed record KubeConfig
{
    public string? CurrentContext { get; init; }

    public IReadOnlyList<KubeConfigContext> Contexts { get; init; } = [];

    public IReadOnlyList<KubeConfigCluster> Clusters { get; init; } = [];

    public IReadOnlyList<KubeConfigUser> Users { get; init; } = [];
}

internal sealed record KubeConfigContext(string Name, string File)
{
    public string? Cluster { get; init; }

    public string? User { get; init; }

    public string? Namespace { get; init; }
}

internal sealed record KubeConfigCluster(string Name, string File)
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }
}

internal sealed record KubeConfigUser(string Name, string File)
{
    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public KubeConfigExec? Exec { get; init; }

    /// <summary>Fields that stand there and would change who we are, which this client does not know how to honour.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];
}

internal sealed record KubeConfigExec
{
    public string? ApiVersion { get; init; }

    public string? Command { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    public string? InstallHint { get; init; }

    public string? InteractiveMode { get; init; }

    public bool ProvideClusterInfo { get; init; }
}
