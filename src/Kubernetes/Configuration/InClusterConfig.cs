using System.Security.Cryptography;
using Howdah.Kubernetes.Auth;
using Howdah.Kubernetes.Http;
using Microsoft.Extensions.Logging;

namespace Howdah.Kubernetes.Configuration;

/// <summary>What a pod's service account mount and environment say.</summary>
internal static class InClusterConfig
{
    private const string Source = "the pod's service account";

    public static bool IsAvailable(ConfigEnvironment environment) =>
        !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_HOST"))
        && !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_PORT"))
        && File.Exists(Path.Combine(environment.ServiceAccount, "token"));

    public static ClusterConfig Load(ConfigEnvironment environment, TimeProvider time, ILogger logger)
    {
        var host = environment.Variable("KUBERNETES_SERVICE_HOST")!;
        var port = environment.Variable("KUBERNETES_SERVICE_PORT")!;
        var address = host.Contains(':') ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server))
        {
            throw new KubernetesConfigException($"KUBERNETES_SERVICE_HOST '{host}' and KUBERNETES_SERVICE_PORT '{port}' are no address.");
        }

        return new ClusterConfig
        {
            Server = server,
            Namespace = Namespace(environment),
            Credentials = new TokenFileCredentials(Path.Combine(environment.ServiceAccount, "token"), null, time, logger),
            Trust = Trust(Path.Combine(environment.ServiceAccount, "ca.crt")),
            Source = Source,
        };
    }

    private static string Namespace(ConfigEnvironment environment)
    {
        if (environment.Variable("POD_NAMESPACE") is { Length: > 0 } name)
        {
            return name;
        }

        var path = Path.Combine(environment.ServiceAccount, "namespace");
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } mounted ? mounted : "default";
    }

    private static ClusterTrust Trust(string path)
    {
        try
        {
            return ClusterTrust.FromFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new KubernetesConfigException($"Cannot use {path}: {e.Message}", e);
        }
    }
}
