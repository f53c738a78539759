using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Howdah.Kubernetes.Configuration;

/// <summary>Finds out which cluster is meant.</summary>
public static class ClusterConfigLoader
{
    /// <summary>
    /// In this order: <paramref name="path"/>; the files in KUBECONFIG, merged; the pod's service account; <c>~/.kube/config</c>.
    /// </summary>
    /// <param name="path">A kubeconfig file that must exist.</param>
    /// <param name="context">Instead of the file's current context.</param>
    /// <param name="time">Ages tokens.</param>
    /// <param name="loggerFactory">Hears of tokens that could not be refreshed.</param>
    /// <exception cref="KubernetesConfigException">Nothing found, or what was found cannot be used.</exception>
    public static ClusterConfig Load(string? path = null, string? context = null, TimeProvider? time = null, ILoggerFactory? loggerFactory = null) =>
        Load(path, context, time ?? TimeProvider.System, loggerFactory ?? NullLoggerFactory.Instance, ConfigEnvironment.Actual);

    internal static ClusterConfig Load(string? path, string? context, TimeProvider time, ILoggerFactory loggerFactory, ConfigEnvironment environment)
    {
        var logger = loggerFactory.CreateLogger(typeof(ClusterConfigLoader).FullName!);
        if (path is not null)
        {
            return Resolve([path]);
        }

        if (environment.Variable("KUBECONFIG") is { Length: > 0 } list)
        {
            string[] files = [.. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(File.Exists)];
            return files.Length > 0 ? Resolve(files) : throw new KubernetesConfigException($"KUBECONFIG is '{list}', and no such file exists.");
        }

        if (InClusterConfig.IsAvailable(environment))
        {
            return InClusterConfig.Load(environment, time, logger);
        }

        var home = Path.Combine(environment.Home, ".kube", "config");
        return File.Exists(home)
            ? Resolve([home])
            : throw new KubernetesConfigException($"No cluster is configured: KUBECONFIG is not set, this is not a pod, and {home} does not exist.");

        ClusterConfig Resolve(string[] files) =>
            new KubeConfigResolver(time, logger).Resolve(KubeConfigMerger.Merge(files.Select(KubeConfigReader.ReadFile)), context, string.Join(Path.PathSeparator, files));
    }
}
