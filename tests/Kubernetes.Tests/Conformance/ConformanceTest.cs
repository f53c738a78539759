using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>Each test has a namespace of its own, which is deleted afterwards.</summary>
public abstract class ConformanceTest(ConformanceCluster cluster) : IAsyncLifetime
{
    protected static readonly ApplyOptions Alice = new("alice");
    protected static readonly ApplyOptions Bob = new("bob");

    protected ConformanceCluster Cluster => cluster;

    protected IKubernetesClient Client => cluster.Client;

    protected string Ns { get; } = $"conformance-{Guid.NewGuid():N}"[..24];

    public async Task InitializeAsync()
    {
        Skip.If(cluster.Missing is not null, cluster.Missing);
        await Client.CreateAsync(new V1Namespace { Metadata = new() { Name = Ns } });
    }

    public async Task DisposeAsync()
    {
        if (cluster.Missing is null)
        {
            await Client.DeleteAsync<V1Namespace>(Ns);
        }
    }

    protected V1Widget Widget(string name = "w", int? size = null, string? text = null) => new()
    {
        Metadata = new() { Name = name, Namespace = Ns },
        Spec = new() { Size = size, Text = text },
    };

    protected V1ConfigMap ConfigMap(string name = "c", params (string Key, string Value)[] data) => new()
    {
        Metadata = new() { Name = name, Namespace = Ns },
        Data = data.ToDictionary(entry => entry.Key, entry => entry.Value),
    };

    protected Task<T?> ReadAsync<T>(string name)
        where T : class, IKubernetesObject => Client.GetAsync<T>(name, Ns);

    protected static async Task<KubernetesApiException> RefusedAsync(System.Net.HttpStatusCode code, string reason, Func<Task> request)
    {
        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(request);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.Reason));
        return refusal;
    }
}
