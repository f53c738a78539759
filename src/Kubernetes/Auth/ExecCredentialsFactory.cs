using System.Text;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Kubernetes.Auth;

/// <summary>Checks the exec section of a kubeconfig user before anything is run.</summary>
internal static class ExecCredentialsFactory
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private const string V1Beta1 = "client.authentication.k8s.io/v1beta1";

    public static ExecCredentials Create(
        KubeConfigExec exec, KubeConfigCluster cluster, Uri server, ClientCertificate? certificate, ReferencedFiles userFiles, TimeProvider time)
    {
        if (exec.ApiVersion is not V1 and not V1Beta1)
        {
            throw userFiles.Error("exec.apiVersion", $"'{exec.ApiVersion}' is neither {V1} nor {V1Beta1}");
        }

        if (string.IsNullOrEmpty(exec.Command))
        {
            throw userFiles.Error("exec.command", "is missing");
        }

        if (exec.InteractiveMode == "Always")
        {
            throw userFiles.Error("exec.interactiveMode", "is Always, and there is nobody to ask");
        }

        // A bare name is looked up in PATH; anything with a separator is a path, relative to the kubeconfig.
        var command = exec.Command.Contains(Path.DirectorySeparatorChar) ? userFiles.PathOf(exec.Command) : exec.Command;
        var request = new ExecCredential
        {
            ApiVersion = exec.ApiVersion,
            Kind = nameof(ExecCredential),
            Spec = new ExecCredentialSpec { Interactive = false, Cluster = exec.ProvideClusterInfo ? Info(cluster, server) : null },
        };
        return new ExecCredentials(new ExecPlugin(command, exec.Args, exec.Env, request, userFiles.Where, exec.InstallHint), certificate, time);
    }

    private static ExecCluster Info(KubeConfigCluster cluster, Uri server) => new()
    {
        Server = server.OriginalString,
        TlsServerName = cluster.TlsServerName,
        InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify ? true : null,
        CertificateAuthorityData = AuthorityData(cluster),
        ProxyUrl = cluster.ProxyUrl,
    };

    private static string? AuthorityData(KubeConfigCluster cluster)
    {
        if (!string.IsNullOrEmpty(cluster.CertificateAuthorityData) || string.IsNullOrEmpty(cluster.CertificateAuthority))
        {
            return cluster.CertificateAuthorityData;
        }

        var files = new ReferencedFiles(cluster.File, $"{cluster.File}: cluster '{cluster.Name}'");
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(files.Content("certificate-authority", cluster.CertificateAuthority, null)!));
    }
}
