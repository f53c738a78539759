using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Sidecar.Agent;

internal static class ApiFailures
{
    /// <summary>How a request to the API server may end besides success; not the caller's own cancellation, and nothing that is a bug.</summary>
    public static bool IsOne(Exception exception, CancellationToken callers) =>
        exception is KubernetesApiException or HttpRequestException or IOException or TimeoutException or KubernetesConfigException
        || (exception is OperationCanceledException && !callers.IsCancellationRequested);
}
