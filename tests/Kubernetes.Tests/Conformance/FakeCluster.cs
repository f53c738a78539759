using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Testing;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>The fake, set to be as strict as a real server.</summary>
public sealed class FakeCluster : ConformanceCluster
{
    private FakeApiServer _server = null!;

    public override bool CanForgetHistory => true;

    public override Task ForgetHistoryAsync()
    {
        _server.Compact();
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    protected override async Task<IKubernetesClient> ConnectAsync(KubernetesClientOptions options)
    {
        _server = await FakeApiServer.StartAsync(new FakeApiServerOptions { AutoCreateNamespaces = false, Tls = true });
        return _server.CreateClient(options);
    }
}
