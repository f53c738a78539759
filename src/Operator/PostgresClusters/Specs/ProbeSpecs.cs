using Howdah.Instances;
using Howdah.Kubernetes.Models;

namespace Howdah.Operator.PostgresClusters.Specs;

/// <summary>Probes, all answered by the agent over HTTPS.</summary>
internal static class ProbeSpecs
{
    /// <summary>
    /// An agent answers a second after its start; two minutes leave room for a slow image or a starved node. Every second, because no readiness probe is sent before this one has succeeded: both
    /// periods are in the way of a primary whose pod was replaced.
    /// </summary>
    public static V1Probe Startup() => Build("/startupz", period: 1, timeout: 2, failures: 120);

    /// <summary>Every second, so that a failed-over cluster's endpoints do not wait for the kubelet.</summary>
    public static V1Probe Readiness() => Build("/readyz", period: 1, timeout: 2, failures: 4);

    /// <summary>Slow on purpose: the supervisor needs no kubelet to stop a primary whose agent is silent.</summary>
    public static V1Probe Liveness() => Build("/livez", period: 5, timeout: 5, failures: 4);

    private static V1Probe Build(string path, int period, int timeout, int failures) => new()
    {
        HttpGet = new V1HttpGetAction { Path = path, Port = PodLayout.StatusPort, Scheme = "HTTPS" },
        PeriodSeconds = period,
        TimeoutSeconds = timeout,
        FailureThreshold = failures,
    };
}
