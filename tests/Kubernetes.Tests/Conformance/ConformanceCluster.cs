using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Models;

namespace Howdah.Kubernetes.Tests.Conformance;

/// <summary>An API server the suite runs against; the widget CRD is installed once.</summary>
public abstract class ConformanceCluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IKubernetesClient Client { get; private set; } = null!;

    /// <summary>Null when there is a server; else why the tests are skipped.</summary>
    public virtual string? Missing => null;

    /// <summary>Whether <see cref="ForgetHistoryAsync"/> does something.</summary>
    public abstract bool CanForgetHistory { get; }

    /// <summary>Compacts the server's storage, if that can be done from here.</summary>
    public abstract Task ForgetHistoryAsync();

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Client = await ConnectAsync(new KubernetesClientOptions { TypeInfoResolvers = [ConformanceJsonContext.Default], UserAgent = "conformance/1" });
        await Client.ApplyAsync(V1Widget.Definition, new ApplyOptions("conformance"));
        await EventuallyAsync("the widget CRD is established", async () =>
            (await Client.GetAsync<V1CustomResourceDefinition>(V1Widget.Definition.Metadata.Name!))?.Status?.Conditions?
                .Any(condition => condition is { Type: "Established", Status: "True" }) == true
            && await Client.Discovery.ServesAsync("conformance.howdah.dev/v1", "widgets"));
    }

    public virtual Task DisposeAsync()
    {
        Client?.Dispose();
        return Task.CompletedTask;
    }

    protected abstract Task<IKubernetesClient> ConnectAsync(KubernetesClientOptions options);

    public static async Task EventuallyAsync(string what, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Within {Patience.TotalSeconds} s it did not come true that {what}.");
            await Task.Delay(50);
        }
    }
}
