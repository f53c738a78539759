using System.Text.Json.Nodes;
using Howdah.Kubernetes.Client;
using Howdah.Kubernetes.Entities;
using Howdah.Kubernetes.Tests.Runtime.Support;

namespace Howdah.Kubernetes.Tests.Runtime.Leadership;

internal enum Partition
{
    None,

    /// <summary>Requests fail at once.</summary>
    Refused,

    /// <summary>Requests are never answered and do not react to being cancelled.</summary>
    Hanging,

    /// <summary>Requests are served, but their answers are lost.</summary>
    AnswersLost,
}

/// <summary>One process' way to the API server, which can be cut.</summary>
internal sealed class PartitionableClient(InMemoryCluster cluster) : IKubernetesClient
{
    private readonly TaskCompletionSource _never = new();

    public Partition Partition { get; set; }

    public string CurrentNamespace => "default";

    public IDiscovery Discovery => throw new NotSupportedException();

    public Task<T?> GetAsync<T>(string name, string? ns = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Through(() => cluster.GetAsync<T>(name, ns, cancellationToken));

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Through(() => cluster.CreateAsync(entity, cancellationToken));

    public Task<T> UpdateAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => Through(() => cluster.UpdateAsync(entity, cancellationToken));

    public Task<EntityList<T>> ListPageAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<List<T>> ListAsync<T>(string? ns = null, ListOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? ns = null, WatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> UpdateStatusAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> ApplyStatusAsync<T>(T entity, ApplyOptions options, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<T> PatchAsync<T>(
        string name, string? ns, JsonObject mergePatch, PatchOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task DeleteAsync<T>(string name, string? ns = null, DeleteOptions? options = null, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public IDynamicClient Dynamic(ResourceKind kind) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private async Task<T> Through<T>(Func<Task<T>> request)
    {
        switch (Partition)
        {
            case Partition.Refused:
                throw new HttpRequestException("connection refused");
            case Partition.Hanging:
                await _never.Task;
                break;
            case Partition.AnswersLost:
                await request();
                throw new IOException("the response ended prematurely");
            default:
                break;
        }

        return await request();
    }
}
