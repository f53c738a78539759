using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>The API server of the kubeconfig in HOWDAH_TEST_KUBECONFIG.</summary>
public sealed class RealCluster : ConformanceCluster
{
    private const string Variable = "HOWDAH_TEST_KUBECONFIG";

    private static readonly string? Path = Environment.GetEnvironmentVariable(Variable);

    public override string? Missing => string.IsNullOrEmpty(Path) ? $"{Variable} does not name the kubeconfig of a real API server" : null;

    protected override Task<IKubernetesClient> ConnectAsync(KubernetesClientOptions options) =>
        Task.FromResult<IKubernetesClient>(new KubernetesClient(ClusterConfigLoader.Load(Path), options));
}

/// <summary>One connection and one CRD for all tests against the real server.</summary>
[CollectionDefinition(Name)]
public sealed class RealClusterCollection : ICollectionFixture<RealCluster>
{
    public const string Name = "real cluster";
}
