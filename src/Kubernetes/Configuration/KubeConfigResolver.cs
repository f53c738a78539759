using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Http;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Configuration;

/// <summary>Follows a context to its cluster and user and turns them into something to connect with.</summary>
internal sealed class KubeConfigResolver(TimeProvider time, ILogger logger)
{
    public ClusterConfig Resolve(KubeConfig config, string? contextName, string source)
    {
        contextName ??= config.CurrentContext is { Length: > 0 } current ? current : throw new KubernetesConfigException($"{source}: current-context is not set.");
        var context = config.Contexts.FirstOrDefault(candidate => candidate.Name == contextName)
            ?? throw new KubernetesConfigException($"{source}: there is no context '{contextName}'.");
        var where = $"{context.File}: context '{context.Name}'";
        var cluster = config.Clusters.FirstOrDefault(candidate => candidate.Name == context.Cluster)
            ?? throw new KubernetesConfigException($"{where}: there is no cluster '{context.Cluster}'.");
        var user = string.IsNullOrEmpty(context.User)
            ? new KubeConfigUser("", context.File)
            : config.Users.FirstOrDefault(candidate => candidate.Name == context.User)
                ?? throw new KubernetesConfigException($"{where}: there is no user '{context.User}'.");

        var files = new ReferencedFiles(cluster.File, $"{cluster.File}: context '{context.Name}': cluster '{cluster.Name}'");
        var server = Server(cluster, files);
        return new ClusterConfig
        {
            Server = server,
            Namespace = context.Namespace is { Length: > 0 } ns ? ns : "default",
            Trust = Trust(cluster, files),
            SkipTlsVerify = cluster.InsecureSkipTlsVerify,
            TlsServerName = cluster.TlsServerName is { Length: > 0 } name ? name : null,
            Proxy = Proxy(cluster, files),
            Credentials = Credentials(user, cluster, server, new ReferencedFiles(user.File, $"{user.File}: context '{context.Name}': user '{user.Name}'")),
            Source = $"{source}: context '{context.Name}'",
        };
    }

    private static Uri Server(KubeConfigCluster cluster, ReferencedFiles files) =>
        Uri.TryCreate(cluster.Server, UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw files.Error("server", $"'{cluster.Server}' is not an http or https URL");

    private static Uri? Proxy(KubeConfigCluster cluster, ReferencedFiles files) => string.IsNullOrEmpty(cluster.ProxyUrl)
        ? null
        : Uri.TryCreate(cluster.ProxyUrl, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw files.Error("proxy-url", $"'{cluster.ProxyUrl}' is not an http, https or socks5 URL");

    private static ClusterTrust? Trust(KubeConfigCluster cluster, ReferencedFiles files)
    {
        if (!string.IsNullOrEmpty(cluster.CertificateAuthorityData))
        {
            return files.Guard("certificate-authority-data", () => ClusterTrust.FromPem(files.Base64("certificate-authority-data", cluster.CertificateAuthorityData)));
        }

        return string.IsNullOrEmpty(cluster.CertificateAuthority)
            ? null
            : files.Guard("certificate-authority", () => ClusterTrust.FromFile(files.PathOf(cluster.CertificateAuthority)));
    }

    private ICredentialSource Credentials(KubeConfigUser user, KubeConfigCluster cluster, Uri server, ReferencedFiles files)
    {
        if (user.Unsupported.Count > 0)
        {
            throw files.Error(user.Unsupported[0], "is not supported");
        }

        var certificate = Certificate(user, files);
        if (user.Exec is { } exec)
        {
            return ExecCredentialsFactory.Create(exec, cluster, server, certificate, files, time);
        }

        return string.IsNullOrEmpty(user.TokenFile)
            ? new StaticCredentials(new Credential(string.IsNullOrEmpty(user.Token) ? null : user.Token, certificate))
            : new TokenFileCredentials(files.PathOf(user.TokenFile), certificate, time, logger);
    }

    private static ClientCertificate? Certificate(KubeConfigUser user, ReferencedFiles files)
    {
        var certificate = files.Content("client-certificate", user.ClientCertificate, user.ClientCertificateData);
        var key = files.Content("client-key", user.ClientKey, user.ClientKeyData);
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw files.Error("client-certificate", "is missing, and there is a client-key"),
            (_, null) => throw files.Error("client-key", "is missing, and there is a client-certificate"),
            _ => files.Guard("client-certificate", () => ClientCertificate.FromPem(certificate, key)),
        };
    }
}
