using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Configuration;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>The API server of the kubeconfig in HOWDAH_TEST_KUBECONFIG.</summary>
public sealed class RealCluster : ConformanceCluster
{
    private const string Variable = "HOWDAH_TEST_KUBECONFIG";

    private static readonly string? Path = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Optional: the URL of an etcd that lets anybody in, as a scratch cluster's does.</summary>
    private static readonly string? Etcd = Environment.GetEnvironmentVariable("HOWDAH_TEST_ETCD");

    public override bool CanForgetHistory => !string.IsNullOrEmpty(Etcd);

    public override string? Missing => string.IsNullOrEmpty(Path) ? $"{Variable} does not name the kubeconfig of a real API server" : null;

    /// <summary>Through etcd's JSON gateway.</summary>
    public override async Task ForgetHistoryAsync()
    {
        if (!CanForgetHistory)
        {
            return;
        }

        using var http = new HttpClient { BaseAddress = new Uri(Etcd!) };
        using var range = await http.PostAsync("v3/kv/range", new StringContent("""{"key":"AA=="}"""));
        var revision = JsonNode.Parse(await range.Content.ReadAsStringAsync())!["header"]!["revision"]!.GetValue<string>();
        using var compaction = await http.PostAsync("v3/kv/compaction", new StringContent($$"""{"revision":"{{revision}}","physical":true}"""));
        compaction.EnsureSuccessStatusCode();
    }

    protected override Task<IKubernetesClient> ConnectAsync(KubernetesClientOptions options) =>
        Task.FromResult<IKubernetesClient>(new KubernetesClient(ClusterConfigLoader.Load(Path), options));
}

/// <summary>One connection and one CRD for all tests against the real server.</summary>
[CollectionDefinition(Name)]
public sealed class RealClusterCollection : ICollectionFixture<RealCluster>
{
    public const string Name = "real cluster";
}
